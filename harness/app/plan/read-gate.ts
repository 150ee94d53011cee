import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import { type GatePolicy, type GateRule, gatePolicy } from '../../experiment/gate-policy.ts';
import { readJson } from '../../files/read-json.ts';
import { metricDefinition, metrics } from '../../measure/metrics/index.ts';

/**
 * A gate policy, with every metric that it names known.
 * @throws HeatsoakError `FILE_MISSING`, `JSON_BROKEN`, `FILE_INVALID`, or `METRIC_UNKNOWN` with the nearest name
 */
export async function readGate(path: string): Promise<GatePolicy> {
  const policy = await readJson(path, gatePolicy, 'gate policy');
  for (const [i, { metric }] of policy.rules.entries()) mustBeKnown(metric, `${path}: rules[${i}].metric`);
  for (const [i, { metric }] of policy.limits.entries()) mustBeKnown(metric, `${path}: limits[${i}].metric`);
  for (const [i, { metric }] of policy.waivers.entries())
    mustBeKnown(metric, `${path}: waivers[${i}].metric`);
  for (const [i, rule] of policy.rules.entries()) {
    mustHaveMargin(rule, policy, `${path}: rules[${i}]`);
    mustBeFirst(policy.rules, i, `${path}: rules[${i}]`);
  }
  return policy;
}

/** @throws HeatsoakError `METRIC_UNKNOWN` */
export function mustBeKnown(id: string, where: string): void {
  if (metricDefinition(id)) return;
  const near = nearestName(
    id,
    metrics.map((metric) => metric.id),
  );
  throw new HeatsoakError('METRIC_UNKNOWN', `no metric "${id}"${didYouMean(near)}`, {
    where,
    hint: 'heatsoak metrics lists them all',
  });
}

/** A metric without a margin of its own can decide only by one that the policy gives. */
function mustHaveMargin(rule: GateRule, { rules }: GatePolicy, where: string): void {
  const { metric, decides } = rule;
  const definition = metricDefinition(metric);
  if (decides !== false && definition?.direction === 'target')
    throw new HeatsoakError('FILE_INVALID', `${metric} has no better and no worse, and cannot decide`, {
      where,
      hint: 'give it a bound under "limits"',
    });
  const known = definition?.gate;
  const given = rules.some(
    (other) => other.metric === metric && other.marginPercent !== undefined && covers(other, rule),
  );
  if (decides === false || known || given) return;
  throw new HeatsoakError(
    'FILE_INVALID',
    `${metric} has no margin of its own and cannot decide without one`,
    {
      where,
      hint: 'add "marginPercent", or give it a bound under "limits"',
    },
  );
}

/** Of two rules for one place the later would win in silence: whoever reads the file may know the other alone. */
function mustBeFirst(rules: readonly GateRule[], index: number, where: string): void {
  const rule = rules[index];
  const before = rules.findIndex(
    (other) =>
      other.metric === rule?.metric && other.suite === rule.suite && other.deviceModel === rule.deviceModel,
  );
  if (before === index) return;
  throw new HeatsoakError('FILE_INVALID', `rules[${before}] speaks of ${rule?.metric} in the same place`, {
    where,
    hint: 'say it once, or give one of them a "suite" or "deviceModel"',
  });
}

/** Whether one rule speaks wherever another one does. */
const covers = (wider: GateRule, { suite, deviceModel }: GateRule): boolean =>
  (wider.suite === undefined || wider.suite === suite) &&
  (wider.deviceModel === undefined || wider.deviceModel === deviceModel);
