import type { Rule } from './rule.ts';

export const probes: Rule = {
  id: 'probes',
  says: 'where the plan asks for the fixed work it runs at the start and at the end of the trials, and repeats the plan’s cold time',
  check(launch) {
    const { plan } = launch;
    if (!plan?.probe) return null;
    const { coldUs } = plan.probe;
    const found = launch.of('probe');
    const other = found
      .filter(({ event }) => event.coldUs !== coldUs)
      .map(({ line, event }) => ({ line, words: `coldUs is ${event.coldUs}, planned was ${coldUs}` }));
    const missing = launch.isComplete
      ? (['start', 'end'] as const).filter((at) => !found.some(({ event }) => event.at === at))
      : [];
    return [...other, ...missing.map((at) => ({ line: null, words: `no probe ran at the ${at}` }))];
  },
};
