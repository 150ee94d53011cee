import { type GatePolicy, type GateRule, gatePolicy } from '../experiment/gate-policy.ts';
import { metricDefinition } from '../measure/metrics/index.ts';
import type { Certainty } from './certainty.ts';
import type { MetricComparison } from './change.ts';
import { copyObjections } from './copied-values.ts';
import type { NoisePrior } from './estimate.ts';
import type { CellValues, ExperimentValues } from './experiment-values.ts';
import { decideVerdict } from './gate.ts';
import type { Objection, RequiredCell } from './gate-request.ts';
import { applies, type CellRule, cellRule, plannedGate } from './gate-rules.ts';
import { halfBlockObjections } from './half-blocks.ts';
import { missingObjections } from './missing-launches.ts';
import { roundingObjections } from './rounded-values.ts';
import { compareCell } from './suite-comparisons.ts';
import type { GateVerdict } from './verdict.ts';
import {
  type DatedWaivers,
  type DecidingCell,
  isWaived,
  type JudgedWaiver,
  judgeWaivers,
  waiverObjections,
  withWaivers,
} from './waivers.ts';

/** How they are judged. */
export interface JudgeOptions {
  readonly policy: Pick<GatePolicy, 'rules' | 'limits' | 'requiredPhones'>;
  /** Changes that somebody answers for; absent: none. */
  readonly waived?: DatedWaivers;
  /** How certain this analysis must be; absent: the only one. */
  readonly certainty?: Certainty;
  /** It may stand within a block, where a proof does not pass; absent: after whole blocks. */
  readonly halves?: boolean;
  /** What A/A nights say of a launch's noise. */
  readonly priorOf?: (place: { device: string; metric: string; suite: string }) => NoisePrior | null;
}

/** The comparisons of an experiment, and the verdict that rests on them. */
export interface JudgedValues {
  readonly verdict: GateVerdict;
  readonly comparisons: readonly MetricComparison[];
  /** What became of each waiver. */
  readonly waivers: readonly JudgedWaiver[];
}

/**
 * Launch values in, a verdict out: what `deriveLogs` does with the values of a run, without a run. Heat, answers and
 * crashes are not in such values, so that nothing is said of them.
 */
export const judgeValues = (values: ExperimentValues, options: JudgeOptions): JudgedValues =>
  judgeComparisons(values, compareValues(values, options), options);

/** What became of every metric in every suite, without a verdict. */
export function compareValues(values: ExperimentValues, options: JudgeOptions): MetricComparison[] {
  const { certainty, priorOf } = options;
  const ruleOf = rulesOf(values, options);
  return values.cells.flatMap(
    (cell) =>
      compareCell({
        ...cell,
        ruleOf: (device) => ruleOf(cell, device),
        ...(certainty ? { certainty } : {}),
        ...(priorOf
          ? { priorOf: (device) => priorOf({ device, metric: cell.metric.id, suite: cell.suite }) }
          : {}),
      }) ?? [],
  );
}

/** @param comparisons of the same values, with the same options */
export function judgeComparisons(
  values: ExperimentValues,
  comparisons: readonly MetricComparison[],
  options: JudgeOptions,
): JudgedValues {
  const { policy, certainty, halves = false, waived = noWaivers } = options;
  const builds = new Set(values.made.map(({ build }) => build));
  const cells = decidingCells(values, policy);
  const devices = values.phones.map(({ id, model }) => ({ id, model, name: id }));
  const waivers = judgeWaivers({ ...waived, devices, cells: builds.size === 2 ? cells : [] }, comparisons);
  const verdict = decideVerdict({
    devices: devices.map(({ id, name }) => ({ id, name })),
    purpose: builds.size === 2 ? 'two-builds' : 'one-build',
    comparisons,
    ...(certainty ? { certainty } : {}),
    required: cells.filter((cell) => !isWaivedOn(values, waived, cell)),
    objections: [
      ...missingObjections(values),
      ...roundingObjections(values, comparisons),
      ...copyObjections(values),
      ...unheldLimits(values, policy.limits),
      ...waiverObjections(waivers),
      ...(halves && certainty?.question === 'proof' ? halfBlockObjections(values) : []),
    ],
    missingPhones: policy.requiredPhones.filter((model) => !values.phones.some((own) => own.model === model)),
    caveats: [],
  });
  return { verdict: withWaivers(verdict, waivers), comparisons, waivers };
}

const noWaivers: DatedWaivers = { waivers: [], at: '' };

/** Whether somebody answers for a metric of a suite on a phone. */
const isWaivedOn = (
  { phones }: ExperimentValues,
  waived: DatedWaivers,
  { metric, suite, device }: Pick<RequiredCell, 'metric' | 'suite' | 'device'>,
): boolean =>
  phones.some((phone) => phone.id === device && isWaived(waived, { metric, suite, device: phone }));

/** What decides where nobody waives it: each metric that has values, and those that the policy names and no launch speaks of. */
function decidingCells(values: ExperimentValues, policy: JudgeOptions['policy']): DecidingCell[] {
  const ruleOf = policyRulesOf(values, policy);
  const deciding = (device: string, { metric, suite }: CellPlace): DecidingCell[] => {
    const rule = ruleOf({ metric, suite }, device);
    if (!rule?.decides) return [];
    return [{ device, suite, metric: metric.id, name: metric.name, marginPercent: rule.marginPercent }];
  };
  return [
    ...values.phones.flatMap(({ id }) => values.cells.flatMap((cell) => deciding(id, cell))),
    ...placesWithoutRows(values, policy.rules).flatMap(({ device, cell }) => deciding(device, cell)),
  ];
}

/** The rule of a cell on a phone, which decides nothing where somebody answers for it. */
function rulesOf(
  values: ExperimentValues,
  { policy, waived = noWaivers }: Pick<JudgeOptions, 'policy' | 'waived'>,
): (cell: CellPlace, device: string | null) => CellRule | null {
  const ruleOf = policyRulesOf(values, policy);
  return (cell, device) => {
    const rule = ruleOf(cell, device);
    if (!rule || device === null) return rule;
    const place = { metric: cell.metric.id, suite: cell.suite, device };
    return isWaivedOn(values, waived, place) ? { ...rule, decides: false } : rule;
  };
}

/** The policy's rule of a cell on a phone; null as phone: over all of them. */
function policyRulesOf(
  values: ExperimentValues,
  policy: JudgeOptions['policy'],
): (cell: CellPlace, device: string | null) => CellRule | null {
  const gate = plannedGate({ ...emptyPolicy, ...policy }, fewestSoakPairs(values));
  return ({ metric, suite }, device) =>
    cellRule(gate, metric, { suite, deviceModel: modelOf(values, device) });
}

type CellPlace = Pick<CellValues, 'metric' | 'suite'>;

const emptyPolicy = gatePolicy.parse({});

const modelOf = ({ phones }: ExperimentValues, device: string | null): string | null =>
  phones.find(({ id }) => id === device)?.model ?? null;

/** Pairs of soaks of the phone and suite that has fewest; soaks decide only from some number of pairs on. */
function fewestSoakPairs({ cells }: ExperimentValues): number {
  const counts = cells
    .filter(({ metric }) => metric.soakOnly)
    .flatMap(({ launches }) => {
      const pairs = new Map<string, Set<string>>();
      for (const { device, block } of launches)
        pairs.set(device, (pairs.get(device) ?? new Set()).add(block));
      return [...pairs.values()].map(({ size }) => size);
    });
  return counts.length === 0 ? 0 : Math.min(...counts);
}

/** Absolute limits are held against all that a run measured, never against some values of it: what is not held never passes. */
const unheldLimits = ({ phones }: ExperimentValues, limits: GatePolicy['limits']): Objection[] =>
  phones.flatMap(({ id, model }) => {
    const limit = limits.find(({ deviceModel }) => deviceModel === undefined || deviceModel === model);
    const reason = `Cannot tell: the gate has a limit of ${limit?.metric}, and limits are held against runs alone`;
    const gate = `${limit?.metric}.limit`;
    return limit ? [{ device: id, gate, verdict: 'INCONCLUSIVE', reason, detail: null }] : [];
  });

/** Metrics that the policy names for a suite of their kind, and that no launch speaks of: missing never passes. */
function placesWithoutRows(
  { phones, cells }: ExperimentValues,
  rules: readonly GateRule[],
): { device: string; cell: CellPlace }[] {
  const suites = [...new Set(cells.map(({ suite }) => suite))];
  return phones.flatMap(({ id, model }) =>
    suites.flatMap((suite) => {
      const own = cells.filter((cell) => cell.suite === suite);
      const isSoak = own.some(({ metric }) => metric.soakOnly);
      return rules
        .filter((rule) => rule.decides !== false && applies(rule, { suite, deviceModel: model }))
        .flatMap(({ metric }) => metricDefinition(metric) ?? [])
        .filter((metric) => (metric.soakOnly ?? false) === isSoak)
        .filter((metric) => !own.some((cell) => cell.metric.id === metric.id))
        .map((metric) => ({ device: id, cell: { metric, suite } }));
    }),
  );
}
