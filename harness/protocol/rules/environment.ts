import type { Rule } from './rule.ts';

export const environment: Rule = {
  id: 'environment',
  says: 'the environment is read once at the start of a launch, and once at the end of one that comes to its end',
  check(launch) {
    const times = (at: string): number =>
      launch.of('environment').filter(({ event }) => event.at === at).length;
    const wanted = launch.isComplete ? (['start', 'end'] as const) : (['start'] as const);
    // A launch that could not begin says why, and nothing more.
    if (!launch.isComplete && launch.of('checkpoint').length === 0) return null;
    return wanted.flatMap((at) =>
      times(at) === 1 ? [] : [{ line: null, words: `there are ${times(at)} environment lines at the ${at}` }],
    );
  },
};
