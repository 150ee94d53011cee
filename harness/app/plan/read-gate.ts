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
    mustBeBreakable(rule, `${path}: rules[${i}]`);
    mustBeFirst(policy.rules, i, `${path}: rules[${i}]`);
    mustNotCross(policy.rules, rule, `${path}: rules[${i}]`);
  }
  mustHaveOneClass(policy, path);
  mustBePerCent(policy.output, path);
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

/** Nothing loses more than all of it: such a margin decides nothing, and looks as if it did. */
function mustBeBreakable({ metric, ...rule }: GateRule, where: string): void {
  if (metricDefinition(metric)?.direction !== 'higher') return;
  for (const name of ['marginPercent', 'caseMarginPercent'] as const)
    if ((rule[name] ?? 0) >= 100)
      throw new HeatsoakError('FILE_INVALID', `no ${metric} is ever ${rule[name]} % lower`, {
        where: `${where}.${name}`,
        hint: 'a metric that decides nothing has "decides": false',
      });
}

/** Shares of 1 % and less let nearly everything pass: whoever wrote 0.95 meant 95. */
function mustBePerCent(output: GatePolicy['output'], path: string): void {
  for (const name of ['leastPrefixPercent', 'leastTopOnePercent'] as const)
    if (output[name] > 0 && output[name] <= 1)
      throw new HeatsoakError('FILE_INVALID', `${output[name]} is a share, and per cent are meant`, {
        where: `${path}: output.${name}`,
        hint: `write ${100 * output[name]}, or 0 for no such limit`,
      });
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

/**
 * A rule of a suite and one of a model meet where that phone runs that suite; neither is the narrower one, so that the later would win
 * in silence. One that names both says what holds there.
 */
function mustNotCross(rules: readonly GateRule[], rule: GateRule, where: string): void {
  const { metric, suite, deviceModel } = rule;
  if (suite === undefined || deviceModel !== undefined) return;
  const other = rules.find(
    (each) =>
      each.metric === metric &&
      each.suite === undefined &&
      each.deviceModel !== undefined &&
      saidOtherwise(each, rule) &&
      !rules.some(
        (both) => both.metric === metric && both.suite === suite && both.deviceModel === each.deviceModel,
      ),
  );
  if (!other) return;
  throw new HeatsoakError(
    'FILE_INVALID',
    `of ${metric} in ${suite} on ${other.deviceModel} two rules say different things, and neither is the narrower`,
    { where, hint: `add one with "suite": "${suite}" and "deviceModel": "${other.deviceModel}"` },
  );
}

const saidOtherwise = (a: GateRule, b: GateRule): boolean =>
  (['decides', 'marginPercent', 'caseMarginPercent', 'leastMargin'] as const).some(
    (name) => a[name] !== undefined && b[name] !== undefined && a[name] !== b[name],
  );

/** A phone has the memory of one class; of two the first would count, whatever the second asks to be left free. */
function mustHaveOneClass({ memory }: GatePolicy, path: string): void {
  const seen = new Map<string, string>();
  for (const [i, { name, models }] of (memory?.phoneClasses ?? []).entries())
    for (const model of models) {
      const before = seen.get(model);
      if (before !== undefined)
        throw new HeatsoakError('FILE_INVALID', `${model} stands in the classes ${before} and ${name}`, {
          where: `${path}: memory.phoneClasses[${i}].models`,
          hint: 'a phone has the memory of one class',
        });
      seen.set(model, name);
    }
}

/** Whether one rule speaks wherever another one does. */
const covers = (wider: GateRule, { suite, deviceModel }: GateRule): boolean =>
  (wider.suite === undefined || wider.suite === suite) &&
  (wider.deviceModel === undefined || wider.deviceModel === deviceModel);
