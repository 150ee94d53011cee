import { excludedLaunches } from '../measure/caveats.ts';
import { metrics } from '../measure/metrics/index.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import type { Measurement } from '../measure/result.ts';
import { mean } from '../statistics/mean.ts';
import { welch } from '../statistics/welch.ts';
import type { MeasureShift } from './compared-runs-document.ts';
import { logMargin } from './decide.ts';
import { launchLevel } from './launch-level.ts';

/** The logs of a metric by launch and case. */
type Launches = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Every measure on every phone of two runs: the shift of the launches' levels, over the cases that both runs have. */
export function measureShifts(a: Measurement, b: Measurement): MeasureShift[] {
  const devices = [...new Set([...devicesOf(a), ...devicesOf(b)])].sort();
  return devices.flatMap((device) =>
    metrics.flatMap((metric) =>
      [...new Set([...a.manifest.suites, ...b.manifest.suites])].flatMap((suite) => {
        const [left, right] = [a, b].map((run) => launchesOf(run, device, suite, metric.id));
        if (!left || !right || left.size + right.size === 0) return [];
        return [{ device, suite, ...shiftOf(metric, left, right) }];
      }),
    ),
  );
}

const devicesOf = ({ manifest }: Measurement): string[] => manifest.sessions.map(({ device }) => device.id);

/** Of the launches that count: what a run leaves out of its own statistics is nothing to hold another run against. */
function launchesOf(
  { values, caveats }: Measurement,
  device: string,
  suite: string,
  metric: string,
): Launches {
  const found = new Map<string, Map<string, number>>();
  const excluded = excludedLaunches(caveats);
  for (const each of values) {
    if (each.device !== device || each.suite !== suite || each.metric !== metric) continue;
    if (excluded.has(`${device}/${each.launch}`)) continue;
    if (each.role !== 'candidate' || each.value === null || each.value <= 0) continue;
    const own = found.get(each.launch) ?? new Map<string, number>();
    own.set(each.case, Math.log(each.value));
    found.set(each.launch, own);
  }
  return found;
}

function shiftOf(metric: Metric, left: Launches, right: Launches): Omit<MeasureShift, 'device' | 'suite'> {
  const { id, name, unit, direction } = metric;
  const limitPercent = metric.gate?.marginPercent ?? null;
  const definition = { metric: id, name, unit, direction, limitPercent };
  const cases = casesOf(left).filter((each) => casesOf(right).includes(each));
  const lacking = lackingIn(left, right);
  const [before, after] = [levels(left, cases), levels(right, cases)];
  const sides = { a: middle(before), b: middle(after) };
  if (sides.a === null || sides.b === null) {
    const only = left.size > 0 ? 'A' : 'B';
    const note = left.size > 0 && right.size > 0 ? 'no case in common' : `only in ${only}`;
    return {
      ...definition,
      ...sides,
      shiftPercent: null,
      ci95Percent: null,
      reading: 'not comparable',
      note,
    };
  }
  const test = welch(before, after);
  const percent = (log: number): number => 100 * Math.expm1(log);
  const shiftPercent = percent(test?.shift ?? Math.log(sides.b / sides.a));
  return {
    ...definition,
    ...sides,
    shiftPercent,
    ci95Percent: test ? [percent(test.ci95[0]), percent(test.ci95[1])] : null,
    reading: withoutCases(readingOf(metric, test?.ci95 ?? null, shiftPercent), lacking),
    note: lacking ?? (test ? null : 'one launch on a side has no interval'),
  };
}

/** Cases that one run lacks, though both asked for them: there the other builds may have lost most. Null: none. */
function lackingIn(left: Launches, right: Launches): string | null {
  const [a, b] = [casesOf(left), casesOf(right)];
  const [onlyA, onlyB] = [a.filter((each) => !b.includes(each)), b.filter((each) => !a.includes(each))];
  const said = [
    ...(onlyA.length > 0 ? [`without ${onlyA.join(', ')}, which only A has`] : []),
    ...(onlyB.length > 0 ? [`without ${onlyB.join(', ')}, which only B has`] : []),
  ];
  return said.length === 0 ? null : said.join('; ');
}

/** What is left of the cases shows no gain, and not that nothing changed; a loss in them is one. */
const withoutCases = (reading: MeasureShift['reading'], lacking: string | null): MeasureShift['reading'] =>
  lacking === null || reading === 'slower' || reading === 'worse' ? reading : 'cannot tell';

const casesOf = (launches: Launches): string[] => [
  ...new Set([...launches.values()].flatMap((cases) => [...cases.keys()])),
];

const levels = (launches: Launches, cases: readonly string[]): number[] =>
  [...launches.values()].flatMap((own) => launchLevel(own, cases) ?? []);

/** What the shift is a ratio of: the mean, as the test compares means. */
const middle = (logs: readonly number[]): number | null => {
  const log = mean(logs);
  return log === null ? null : Math.exp(log);
};

/** Runs of two days carry their days' effects: more than a reading is not drawn from them. */
function readingOf(
  { direction, unit, gate }: Metric,
  interval: readonly [number, number] | null,
  shiftPercent: number,
): MeasureShift['reading'] {
  if (interval === null || gate === null || direction === 'target') return 'cannot tell';
  const margin = logMargin(gate.marginPercent, direction);
  const [low, high] = interval;
  if (low > -margin && high < margin) return 'no change shown';
  if ((low <= 0 && high >= 0) || Math.abs(Math.log1p(shiftPercent / 100)) <= margin) return 'cannot tell';
  const isBetter = shiftPercent > 0 === (direction === 'higher');
  const isSpeed = ['tok/s', 'ms', 's'].includes(unit);
  if (isSpeed) return isBetter ? 'faster' : 'slower';
  return isBetter ? 'better' : 'worse';
}
