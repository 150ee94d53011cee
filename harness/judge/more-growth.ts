import type { PlannedDevice } from '../experiment/manifest.ts';
import { excludedLaunches } from '../measure/caveats.ts';
import type { Measurement, MetricValue } from '../measure/result.ts';
import { greatest, least } from '../statistics/extremes.ts';
import { median } from '../statistics/median.ts';
import { numberIn, settingNumber } from '../words/numbers.ts';
import type { Objection } from './gate-request.ts';

const METRIC = 'growth_per_turn';
const UNIT = 'MiB/turn';

/** A slope with its interval. */
interface Growth {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/**
 * Memory that grows more from turn to turn than the baseline's does, by more than the policy allows: beyond doubt where every
 * launch of the candidate surely grows more than every launch of the baseline. A growth is near zero, where per cent mean
 * nothing, so it is compared in MiB and by its own intervals.
 */
export function growthObjections(measurement: Measurement, device: PlannedDevice): Objection[] {
  const { memory } = measurement.manifest;
  if (!memory) return [];
  return suitesOf(measurement, device).flatMap((suite) => {
    const [baseline, candidate] = (['baseline', 'candidate'] as const).map((role) =>
      readingsOf(measurement, device, suite, role),
    );
    const unknown = unknownGrowth(baseline ?? [], candidate ?? []);
    if (unknown !== null) return [unknownIn(suite, device, unknown)];
    const more = excessOf(knownIn(baseline ?? []), knownIn(candidate ?? []));
    if (more === null || more.middle <= memory.moreGrowthMiBPerTurn) return [];
    const isCertain = more.low > memory.moreGrowthMiBPerTurn;
    const grows = `memory grows ${numberIn(UNIT, more.middle)} MiB a turn more than baseline’s in ${suite}`;
    const allowed = `${settingNumber(memory.moreGrowthMiBPerTurn)} is allowed`;
    return [
      {
        device: device.id,
        gate: `${METRIC}.limit`,
        verdict: isCertain ? 'NO-GO' : 'INCONCLUSIVE',
        reason: isCertain
          ? `${device.name}: ${grows}; ${allowed}`
          : `Suspect: ${grows}, not beyond doubt; ${allowed}`,
        detail: `between ${numberIn(UNIT, more.low)} and ${numberIn(UNIT, more.high)} MiB a turn more`,
      },
    ];
  });
}

const suitesOf = ({ values }: Measurement, device: PlannedDevice): string[] => [
  ...new Set(
    values.filter((each) => each.metric === METRIC && each.device === device.id).map(({ suite }) => suite),
  ),
];

/** Of each launch that counts; null: it does not say how its memory grows. */
function readingsOf(
  { values, caveats }: Measurement,
  device: PlannedDevice,
  suite: string,
  role: MetricValue['role'],
): (Growth | null)[] {
  const excluded = excludedLaunches(caveats);
  return values.flatMap((each) => {
    const own =
      each.metric === METRIC && each.device === device.id && each.suite === suite && each.role === role;
    if (!own || excluded.has(`${each.device}/${each.launch}`)) return [];
    if (each.value === null) return [null];
    const half = each.plusMinus ?? 0;
    return [{ low: each.value - half, middle: each.value, high: each.value + half }];
  });
}

const knownIn = (readings: readonly (Growth | null)[]): Growth[] =>
  readings.flatMap((reading) => reading ?? []);

/** What launches do not say, the others do not say for them. Where no launch of the candidate does, its bound tells so. */
function unknownGrowth(
  baseline: readonly (Growth | null)[],
  candidate: readonly (Growth | null)[],
): string | null {
  const told = knownIn(candidate).length;
  if (told === 0) return null;
  const silent = candidate.length - told;
  if (silent > 0)
    return `${silent} of ${candidate.length} launches of the candidate do not say how memory grows`;
  return baseline.length > 0 && knownIn(baseline).length === 0
    ? 'no launch of the baseline says how memory grows, so that nobody knows whether the candidate’s grows more'
    : null;
}

const unknownIn = (suite: string, { id, name }: PlannedDevice, why: string): Objection => ({
  device: id,
  gate: `${METRIC}.limit`,
  verdict: 'INCONCLUSIVE',
  reason: `Cannot tell: ${name}: in ${suite} ${why}`,
  detail: null,
});

/** How much more the candidate grows; null where a side has no value. */
function excessOf(baseline: readonly Growth[], candidate: readonly Growth[]): Growth | null {
  const difference = (mine: number | null, theirs: number | null): number | null =>
    mine === null || theirs === null ? null : mine - theirs;
  const low = difference(
    least(candidate.map((each) => each.low)),
    greatest(baseline.map((each) => each.high)),
  );
  const high = difference(
    greatest(candidate.map((each) => each.high)),
    least(baseline.map((each) => each.low)),
  );
  const middle = difference(
    median(candidate.map((each) => each.middle)),
    median(baseline.map((each) => each.middle)),
  );
  return low === null || high === null || middle === null ? null : { low, middle, high };
}
