import type { ExperimentValues, LaunchPlace } from './experiment-values.ts';
import type { Objection } from './gate-request.ts';

interface Count {
  readonly missing: number;
  readonly expected: number;
}

/**
 * A candidate that loses more values than its baseline may lose them because it is worse (a crash has no speed): such a
 * phone never passes, whatever the values that are left say.
 */
export function missingObjections(values: ExperimentValues): Objection[] {
  return values.phones.flatMap(({ id }) => {
    const baseline = missingOf(values, id, 'baseline');
    const candidate = missingOf(values, id, 'candidate');
    if (candidate.missing <= baseline.missing) return [];
    const reason = `Cannot tell: ${id}: values of the candidate are missing, ${shareOf(candidate)}; of the baseline ${shareOf(baseline)}`;
    return [{ device: id, gate: 'launches', verdict: 'INCONCLUSIVE', reason, detail: null }];
  });
}

const shareOf = ({ missing, expected }: Count): string => `${missing} of ${expected}`;

/** A value of each case is expected of each launch, and as many launches in each block as the build has in its fullest. */
function missingOf({ made, cells }: ExperimentValues, device: string, build: LaunchPlace['build']): Count {
  const own = made.filter((launch) => launch.device === device && launch.build === build);
  const counts = cells.map(({ suite, launches, cases }): Count => {
    const expected = expectedLaunches(
      made.filter((launch) => launch.device === device && launch.suite === suite),
      own.filter((launch) => launch.suite === suite),
    );
    const found = launches
      .filter((launch) => launch.device === device && launch.build === build)
      .reduce((sum, launch) => sum + Object.keys(launch.values).length, 0);
    const all = expected * Math.max(1, cases.length);
    return { expected: all, missing: all - found };
  });
  return {
    expected: counts.reduce((sum, each) => sum + each.expected, 0),
    missing: counts.reduce((sum, each) => sum + each.missing, 0),
  };
}

/** @param all the launches of both builds, which say what blocks there are */
function expectedLaunches(all: readonly LaunchPlace[], own: readonly LaunchPlace[]): number {
  const blocks = new Set(all.map(({ block }) => block));
  const inBlock = (block: string): number => own.filter((launch) => launch.block === block).length;
  const fullest = Math.max(0, ...[...blocks].map(inBlock));
  return blocks.size * fullest;
}
