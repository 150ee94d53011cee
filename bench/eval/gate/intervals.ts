import type { MetricComparison } from '../../../harness/judge/change.ts';
import { type LaunchFamilyName, launchFamilies } from '../generators/launch-families.ts';
import { atLeast, type Part, type Row, within } from '../row.ts';
import { endedRuns } from './cell.ts';
import { CASES, fixedPlan, planName, type SimulatedPlan } from './default-plan.ts';

/** Families in which an interval is what it says. */
const exact: readonly LaunchFamilyName[] = [
  'typical',
  'quiet',
  'noisy',
  'AR(1), half-life 3 launches',
  'random walk 1 % a launch',
  'drift 1 % a launch',
  'warm-up 8 %, tau 4',
  'candidate three times noisier',
  'every second block three times noisier',
  'every first block of two three times noisier',
];
/** Those of the others that come close; clock states and outliers in every block are no noise that an interval is made for. */
const close = (Object.keys(launchFamilies) as LaunchFamilyName[]).filter(
  (name) => /^(carry-over|thermal memory|launches|cases|fresh install)/.test(name) && !exact.includes(name),
);
/** Noise of the cases shows only where there are several. */
const ofCases = (family: LaunchFamilyName): boolean => family.startsWith('cases');

const designs = [
  { phones: 1, blocks: 4 },
  { phones: 1, blocks: 8 },
  { phones: 3, blocks: 6 },
] as const;

function rowsOf(short: boolean): Row[] {
  const runs = short ? 1000 : 4000;
  const families = short ? (['typical'] as const) : [...exact, ...close];
  return designs.flatMap(({ phones, blocks }) =>
    families.map((family): Row => {
      const cases = ofCases(family) ? CASES.length : 1;
      const plan = fixedPlan({ phones, blocks, family, cases, metrics: ['decode_rate'] });
      const what = `95 % interval holds the truth, ${family}: ${planName(plan)}`;
      const held = coverage(what, runs, plan);
      if (!exact.some((name) => name === family)) return atLeast(what, held, 0.92);
      return short ? within(what, held, 0.93, 0.97) : within(what, held, 0.94, 0.96);
    }),
  );
}

/** Of a clean candidate, whose change is 0: on its phone, or over all phones. */
export function coverage(what: string, runs: number, plan: SimulatedPlan): number {
  const changeOf = ({ pooled, perDevice }: MetricComparison) => (plan.phones === 1 ? perDevice[0] : pooled);
  let held = 0;
  for (const { comparisons } of endedRuns(what, runs, plan)) {
    const [low, high] = comparisons.flatMap((each) => changeOf(each)?.ci95Percent ?? []);
    if (low !== undefined && high !== undefined && low <= 0 && high >= 0) held++;
  }
  return held / runs;
}

export const intervals: Part = { name: 'A/B gate: intervals', rows: rowsOf };
