import type { AbsoluteLimit } from '../experiment/gate-policy.ts';
import type { PlannedDevice } from '../experiment/manifest.ts';
import type { MetricSummary } from '../measure/metric-summary.ts';
import { metricDefinition } from '../measure/metrics/index.ts';
import type { Measurement } from '../measure/result.ts';
import { must } from '../statistics/must.ts';
import type { Objection } from './gate-request.ts';
import { digits } from './gate-words.ts';

/** Bounds of the gate that the candidate breaks, or of which nothing is known: the median of every case must keep them. */
export function limitObjections({ manifest, summaries }: Measurement): Objection[] {
  return manifest.sessions.flatMap(({ device, launches }) =>
    (manifest.limits ?? [])
      .filter(({ deviceModel }) => deviceModel === undefined || deviceModel === device.model)
      .filter(({ suite }) => suite === undefined || launches.some((launch) => launch.suite === suite))
      .flatMap((limit) => objectionTo(limit, device, summaries)),
  );
}

function objectionTo(
  limit: AbsoluteLimit,
  device: PlannedDevice,
  summaries: readonly MetricSummary[],
): Objection[] {
  const unknown = (reason: string): Objection[] => [
    { device: device.id, verdict: 'INCONCLUSIVE', reason: `Cannot tell: ${reason}`, detail: null },
  ];
  const metric = metricDefinition(limit.metric);
  if (!metric) return unknown(`${limit.metric} has a limit, and this Heatsoak knows no such metric`);
  const own = summaries.filter(
    (each) =>
      each.metric === limit.metric &&
      each.device === device.id &&
      each.role === 'candidate' &&
      (limit.suite === undefined || each.suite === limit.suite),
  );
  const broken = own.find((each) => isBroken(limit, each));
  if (broken) {
    const value = `${digits(must(broken.median, 'a median'))} ${metric.unit}`;
    const name = broken.case === '*' ? broken.suite : `${broken.suite} › ${broken.case}`;
    const reason = `${device.name}: ${metric.name} is ${value} in ${name}; ${boundText(limit, metric.unit)}`;
    return [{ device: device.id, verdict: 'NO-GO', reason, detail: null }];
  }
  if (own.some(({ median }) => median !== null)) return [];
  return unknown(`${metric.name}: no value to hold against its limit`);
}

const isBroken = ({ atMost, atLeast }: AbsoluteLimit, { median }: MetricSummary): boolean =>
  median !== null &&
  ((atMost !== undefined && median > atMost) || (atLeast !== undefined && median < atLeast));

function boundText({ atMost, atLeast }: AbsoluteLimit, unit: string): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${digits(atLeast)} ${unit}`]),
    ...(atMost === undefined ? [] : [`at most ${digits(atMost)} ${unit}`]),
  ];
  return `${bounds.join(' and ')} is allowed`;
}
