import { excludedLaunches } from '../measure/caveats.ts';
import type { Measurement } from '../measure/result.ts';
import type { Change, MetricComparison } from './change.ts';
import { died, type EndedLaunch, ran } from './launch-ends.ts';

/** With more than this share of a build's launches gone, or of them without a case, its mean is of something else than was planned. */
const MOST_GONE = 0.25;

/** Why no change is told on a phone in a suite; null: the readings stand. */
export type WhyWithheld = (device: string, suite: string) => string | null;

/**
 * A change is told between two valid sides only: each build's launches of the suite are there, and each case in them. What the
 * lab lost takes part in nothing and withholds nothing.
 */
export function whyWithheld(
  launches: readonly EndedLaunch[],
  { caveats }: Pick<Measurement, 'caveats'>,
): WhyWithheld {
  const excluded = excludedLaunches(caveats);
  const isGone = (launch: EndedLaunch): boolean =>
    died(launch) || launch.end.kind !== 'finished' || excluded.has(`${launch.device}/${launch.planned.id}`);
  return (device, suite) => {
    const own = launches.filter(
      (launch) => launch.device === device && launch.planned.suite === suite && ran(launch),
    );
    for (const role of ['baseline', 'candidate'] as const) {
      const side = own.filter(({ planned }) => planned.role === role);
      const gone = side.filter(isGone);
      if (gone.length > MOST_GONE * side.length)
        return `withheld: ${gone.length} of ${side.length} launches of the ${role} ${goneWords(gone)}`;
      const there = side.filter((launch) => !isGone(launch));
      const missing = missingCase(there);
      if (missing)
        return `withheld: case ${missing.name} has no value in ${missing.count} of ${there.length} launches of the ${role}`;
    }
    return null;
  };
}

function goneWords(gone: readonly EndedLaunch[]): string {
  const dead = gone.filter(died).length;
  if (dead === gone.length) return 'died';
  return dead === 0 ? 'are not valid' : `died or are not valid (${dead} died)`;
}

function missingCase(launches: readonly EndedLaunch[]): { name: string; count: number } | null {
  const names = new Set(
    launches.flatMap(({ planned }) => planned.steps.filter((step) => step.scored).map((step) => step.case)),
  );
  for (const name of names) {
    const count = launches.filter(
      ({ record }) =>
        !record.trials.some((trial) => trial.case === name && trial.scored && trial.invalid === null),
    ).length;
    if (count > MOST_GONE * launches.length) return { name, count };
  }
  return null;
}

/** Both builds' means stay; what is said of their difference is taken back, on the phone and over all phones. */
export function withhold(comparison: MetricComparison, why: WhyWithheld): MetricComparison {
  const notes = comparison.perDevice.map(({ device }) => why(device, comparison.suite));
  const first = notes.findIndex((note) => note !== null);
  if (first < 0) return comparison;
  const where = comparison.perDevice.length > 1 ? `${comparison.perDevice[first]?.device}: ` : '';
  return {
    ...comparison,
    perDevice: comparison.perDevice.map((change, i) => {
      const note = notes[i] ?? null;
      if (note === null) return change;
      const cases = change.cases.map((own) => ({ ...own, ...nothingTold(note) }));
      return { ...change, ...nothingTold(note), cases };
    }),
    pooled: { ...comparison.pooled, ...nothingTold(`${where}${notes[first]}`) },
    devicesDisagree: false,
  };
}

/** What is said of the difference; what it would rest on stays. */
type Told = Omit<Change, 'baseline' | 'candidate' | 'blocks' | 'launches' | 'outliers' | 'allowedPercent'>;

const nothingTold = (note: string): Told => ({
  changePercent: null,
  ci90Percent: null,
  ci95Percent: null,
  p: null,
  reading: 'not-enough-evidence',
  beyondMargin: false,
  notWorse: false,
  worseP: null,
  blocksNeeded: null,
  note,
});
