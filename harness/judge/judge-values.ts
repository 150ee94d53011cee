import { type GatePolicy, type GateRule, gatePolicy } from '../experiment/gate-policy.ts';
import { metricDefinition } from '../measure/metrics/index.ts';
import type { Certainty } from './certainty.ts';
import type { MetricComparison } from './change.ts';
import type { NoisePrior } from './estimate.ts';
import type { CellValues, ExperimentValues } from './experiment-values.ts';
import { decideVerdict } from './gate.ts';
import type { Objection, RequiredCell } from './gate-request.ts';
import { applies, type CellRule, cellRule, plannedGate } from './gate-rules.ts';
import { missingObjections } from './missing-launches.ts';
import { compareCell } from './suite-comparisons.ts';
import type { GateVerdict } from './verdict.ts';

/** How they are judged. */
export interface JudgeOptions {
  readonly policy: Pick<GatePolicy, 'rules' | 'limits' | 'requiredPhones'>;
  /** How certain this analysis must be; absent: the only one. */
  readonly certainty?: Certainty;
  /** What A/A nights say of a launch's noise. */
  readonly priorOf?: (place: { device: string; metric: string; suite: string }) => NoisePrior | null;
}

/** The comparisons of an experiment, and the verdict that rests on them. */
export interface JudgedValues {
  readonly verdict: GateVerdict;
  readonly comparisons: readonly MetricComparison[];
}

/**
 * Launch values in, a verdict out: what `deriveLogs` does with the values of a run, without a run. Heat, answers and
 * crashes are not in such values, so that nothing is said of them.
 */
export const judgeValues = (values: ExperimentValues, options: JudgeOptions): JudgedValues =>
  judgeComparisons(values, compareValues(values, options), options);

/** What became of every metric in every suite, without a verdict. */
export function compareValues(
  values: ExperimentValues,
  { policy, certainty, priorOf }: JudgeOptions,
): MetricComparison[] {
  const ruleOf = rulesOf(values, policy);
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
  { policy, certainty }: JudgeOptions,
): JudgedValues {
  const ruleOf = rulesOf(values, policy);
  const builds = new Set(values.made.map(({ build }) => build));
  const verdict = decideVerdict({
    devices: values.phones.map(({ id }) => ({ id, name: id })),
    purpose: builds.size === 2 ? 'two-builds' : 'one-build',
    comparisons,
    ...(certainty ? { certainty } : {}),
    required: [
      ...values.phones.flatMap((phone) =>
        values.cells
          .filter((cell) => ruleOf(cell, phone.id)?.decides)
          .map((cell) => requiredCell(phone.id, cell)),
      ),
      ...withoutRows(values, policy.rules),
    ],
    objections: [...missingObjections(values), ...unheldLimits(values, policy.limits)],
    missingPhones: policy.requiredPhones.filter((model) => !values.phones.some((own) => own.model === model)),
    caveats: [],
  });
  return { verdict, comparisons };
}

/** The rule of a cell on a phone; null as phone: over all of them. */
function rulesOf(
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

const requiredCell = (device: string, { metric, suite }: CellPlace): RequiredCell => ({
  device,
  suite,
  metric: metric.id,
  name: metric.name,
});

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
function withoutRows({ phones, cells }: ExperimentValues, rules: readonly GateRule[]): RequiredCell[] {
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
        .map((metric) => requiredCell(id, { metric, suite }));
    }),
  );
}
