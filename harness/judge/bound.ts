import type { AbsoluteLimit } from '../experiment/gate-policy.ts';
import type { PlannedDevice } from '../experiment/manifest.ts';
import type { MetricSummary } from '../measure/metric-summary.ts';
import { metricDefinition } from '../measure/metrics/index.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import type { Objection } from './gate-request.ts';
import { digits } from './gate-words.ts';

/** A limit, and where its number comes from, for messages. */
export interface Bound extends AbsoluteLimit {
  readonly why?: string;
}

/** One number that is held against a bound; it may be off by `plusMinus`. */
interface Held {
  readonly place: string;
  readonly value: number;
  readonly plusMinus: number;
}

/**
 * What a phone's candidate says of a bound. Beyond it beyond doubt: NO-GO. Neither beyond nor surely within, or a case without
 * any value: it cannot be told, and what cannot be told never passes.
 */
export function objectionsTo(
  bound: Bound,
  device: PlannedDevice,
  summaries: readonly MetricSummary[],
): Objection[] {
  const unknown = (reason: string): Objection[] => [
    { device: device.id, verdict: 'INCONCLUSIVE', reason: `Cannot tell: ${reason}`, detail: null },
  ];
  const metric = metricDefinition(bound.metric);
  if (!metric) return unknown(`${bound.metric} has a limit, and this Heatsoak knows no such metric`);
  const own = cellsOf(bound, device, summaries);
  const held = own.map((summary) => heldAgainst(bound, metric, summary));
  const known = held.flatMap((each) => each ?? []);
  const broken = known.find((each) => isBroken(bound, each));
  if (broken) {
    const reason = `${device.name}: ${metric.name} is ${said(metric, broken)}; ${boundText(bound, metric.unit)}`;
    return [{ device: device.id, verdict: 'NO-GO', reason, detail: null }];
  }
  const [silent] = own.filter((_, i) => held[i] === null);
  if (own.length === 0 || silent) return unknown(`${metric.name}: ${silenceText(own, silent)}`);
  const open = known.find((each) => !isKept(bound, each));
  return open ? unknown(`${metric.name} is ${said(metric, open)}; ${boundText(bound, metric.unit)}`) : [];
}

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
function heldAgainst(
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
  const doubt = plusMinus > 0 ? ` ± ${digits(plusMinus)}` : '';
  return `${digits(value)}${doubt} ${unit} in ${worstLaunchCounts ? 'the worst launch of ' : ''}${place}`;
}

function silenceText(own: readonly MetricSummary[], silent: MetricSummary | undefined): string {
  if (!silent || own.every(({ count }) => count === 0)) return 'no value to hold against its limit';
  const place = silent.case === '*' ? silent.suite : `${silent.suite} › ${silent.case}`;
  return `no value of ${place} to hold against its limit`;
}

function boundText({ atMost, atLeast, why }: Bound, unit: string): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${digits(atLeast)} ${unit}`]),
    ...(atMost === undefined ? [] : [`at most ${digits(atMost)} ${unit}`]),
  ];
  return `${bounds.join(' and ')} is allowed${why ?? ''}`;
}
