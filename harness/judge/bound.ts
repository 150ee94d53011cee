import type { AbsoluteLimit } from '../experiment/gate-policy.ts';
import type { PlannedDevice } from '../experiment/manifest.ts';
import type { MetricSummary } from '../measure/metric-summary.ts';
import { metricDefinition } from '../measure/metrics/index.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import { numberIn, settingNumber } from '../words/numbers.ts';
import type { Objection } from './gate-request.ts';
import type { GateState } from './gates/gate-line.ts';

/** A limit, and where its number comes from, for messages. */
export interface Bound extends AbsoluteLimit {
  readonly why?: string;
}

/** One number that is held against a bound; it may be off by `plusMinus`. */
export interface Held {
  readonly place: string;
  readonly value: number;
  readonly plusMinus: number;
}

/** What a phone's candidate says of a bound. */
export interface BoundFinding {
  readonly bound: Bound;
  readonly device: PlannedDevice;
  /** Null: this Heatsoak knows no such metric. */
  readonly metric: Metric | null;
  readonly state: GateState;
  /** What decides: where it is broken or open, else what comes nearest; null where a value is missing. */
  readonly held: Held | null;
  /** Null where the bound is kept. */
  readonly reason: string | null;
}

/**
 * Holds a phone's candidate against a bound. Beyond it beyond doubt: it fails. Neither beyond nor surely within, or a case
 * without any value: it cannot be told, and what cannot be told never passes.
 */
export function heldAgainst(
  bound: Bound,
  device: PlannedDevice,
  summaries: readonly MetricSummary[],
): BoundFinding {
  const metric = metricDefinition(bound.metric) ?? null;
  const found = { bound, device, metric };
  const unknown = (why: string, held: Held | null): BoundFinding => ({
    ...{ ...found, state: 'unknown', held },
    reason: `Cannot tell: ${why}`,
  });
  if (!metric) return unknown(`${bound.metric} has a limit, and this Heatsoak knows no such metric`, null);
  const own = cellsOf(bound, device, summaries);
  const held = own.map((summary) => heldValue(bound, metric, summary));
  const known = held.flatMap((each) => each ?? []);
  const is = (each: Held): string =>
    `${metric.name} is ${said(metric, each)}; ${boundText(bound, metric.unit)} is allowed${bound.why ?? ''}`;
  const broken = known.find((each) => isBroken(bound, each));
  if (broken) return { ...found, state: 'failed', held: broken, reason: `${device.name}: ${is(broken)}` };
  const [silent] = own.filter((_, i) => held[i] === null);
  if (own.length === 0 || silent) return unknown(`${metric.name}: ${silenceText(own, silent)}`, null);
  const open = known.find((each) => !isKept(bound, each));
  if (open) return unknown(is(open), open);
  return { ...found, state: 'passed', held: nearest(bound, known), reason: null };
}

/** What the gate says of a bound that is not kept. */
export function objectionsOf({ bound, device, state, reason }: BoundFinding): Objection[] {
  if (reason === null) return [];
  const verdict = state === 'failed' ? 'NO-GO' : 'INCONCLUSIVE';
  return [{ device: device.id, gate: `${bound.metric}.limit`, verdict, reason, detail: null }];
}

/** Of values that are all within a bound the one that comes nearest to it. */
const nearest = ({ atMost }: Bound, held: readonly Held[]): Held | null =>
  held.reduce<Held | null>((near, each) => {
    if (near === null) return each;
    return (atMost === undefined ? each.value < near.value : each.value > near.value) ? each : near;
  }, null);

/** The candidate's cells of a bound; a launch without any trial says so once for all cases. */
function cellsOf(
  { metric, suite, case: name }: Bound,
  device: PlannedDevice,
  summaries: readonly MetricSummary[],
): MetricSummary[] {
  const own = summaries.filter(
    (each) =>
      each.metric === metric &&
      each.device === device.id &&
      each.role === 'candidate' &&
      (suite === undefined || each.suite === suite) &&
      (name === undefined || each.case === name),
  );
  const hasCases = (of: string): boolean => own.some((each) => each.suite === of && each.case !== '*');
  return own.filter((each) => each.case !== '*' || !hasCases(each.suite));
}

/** A memory that kills does so in its worst launch; what is noisy from launch to launch is held by its median. */
function heldValue(
  { atMost }: Bound,
  { worstLaunchCounts }: Metric,
  { suite, case: name, median, minimum, maximum, plusMinus }: MetricSummary,
): Held | null {
  const worst = atMost === undefined ? minimum : maximum;
  const value = worstLaunchCounts ? worst : median;
  return value === null
    ? null
    : { place: name === '*' ? suite : `${suite} › ${name}`, value, plusMinus: plusMinus ?? 0 };
}

const isBroken = ({ atMost, atLeast }: Bound, { value, plusMinus }: Held): boolean =>
  (atMost !== undefined && value - plusMinus > atMost) ||
  (atLeast !== undefined && value + plusMinus < atLeast);

const isKept = ({ atMost, atLeast }: Bound, { value, plusMinus }: Held): boolean =>
  (atMost === undefined || value + plusMinus <= atMost) &&
  (atLeast === undefined || value - plusMinus >= atLeast);

function said({ unit, worstLaunchCounts }: Metric, { place, value, plusMinus }: Held): string {
  const doubt = plusMinus > 0 ? ` ± ${numberIn(unit, plusMinus)}` : '';
  return `${numberIn(unit, value)}${doubt} ${unit} in ${worstLaunchCounts ? 'the worst launch of ' : ''}${place}`;
}

function silenceText(own: readonly MetricSummary[], silent: MetricSummary | undefined): string {
  if (!silent || own.every(({ count }) => count === 0)) return 'no value to hold against its limit';
  const place = silent.case === '*' ? silent.suite : `${silent.suite} › ${silent.case}`;
  return `no value of ${place} to hold against its limit`;
}

/** "at least 256 MiB". */
export function boundText({ atMost, atLeast }: Bound, unit: string): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${settingNumber(atLeast)} ${unit}`]),
    ...(atMost === undefined ? [] : [`at most ${settingNumber(atMost)} ${unit}`]),
  ];
  return bounds.join(' and ');
}
