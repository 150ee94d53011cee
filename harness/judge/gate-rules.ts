import type { GatePolicy, GateRule } from '../experiment/gate-policy.ts';
import { metricDefinition, metrics } from '../measure/metrics/index.ts';
import type { Metric } from '../measure/metrics/metric.ts';

/** How a metric is judged in one suite on one kind of phone. */
export interface CellRule {
  readonly decides: boolean;
  /** Per cent of the baseline: how much worse the suite may get. */
  readonly marginPercent: number;
  /** The same of each of its cases. */
  readonly caseMarginPercent: number;
  /** In the metric's unit. */
  readonly leastMargin: number;
}

/** Where a rule applies: a suite, and the model identifier of a phone; null: whatever phone. */
export interface Place {
  readonly suite: string;
  readonly deviceModel: string | null;
}

/**
 * One case is noisier than the mean of all, so it may be this much worse than its suite before it alone stops a build.
 * A judgement with numbers (`npm run eval`): 8 blocks on a typical phone refuse a build that loses 4 % in one case of
 * six, and still pass a clean one; with the suite's own margin a case would need three times the blocks.
 */
export const CASE_FACTOR = 1.75;

/** The metric's own facts with what the gate's rules say for this place. Null without a margin: it cannot be judged. */
export function cellRule(
  gate: readonly GateRule[],
  metric: Pick<Metric, 'id' | 'direction' | 'gate'>,
  place: Place,
): CellRule | null {
  const rules = gate.filter((rule) => rule.metric === metric.id && applies(rule, place));
  const said = Object.assign({}, ...rules.sort((a, b) => particularity(a) - particularity(b))) as GateRule;
  const marginPercent = said.marginPercent ?? metric.gate?.marginPercent;
  if (marginPercent === undefined || metric.direction === 'target') return null;
  return {
    decides: rules.length > 0 && said.decides !== false,
    marginPercent,
    caseMarginPercent: said.caseMarginPercent ?? CASE_FACTOR * marginPercent,
    leastMargin: said.leastMargin ?? metric.gate?.leastMargin ?? 0,
  };
}

/** Whether a rule speaks of this place. */
export const applies = (
  rule: Pick<GateRule, 'suite' | 'deviceModel'>,
  { suite, deviceModel }: Place,
): boolean =>
  (rule.suite === undefined || rule.suite === suite) &&
  (rule.deviceModel === undefined || rule.deviceModel === deviceModel);

const particularity = ({ suite, deviceModel }: GateRule): number =>
  Number(suite !== undefined) + Number(deviceModel !== undefined);

/** A burst metric that decides in some of the suites, with the narrowest margin that it has there. */
export interface DecidingMargin {
  readonly metric: Metric;
  readonly marginPercent: number;
}

/** What decides of the bursts of a run, for a forecast of what its blocks will find. */
export function decidingMargins(gate: readonly GateRule[], suites: readonly string[]): DecidingMargin[] {
  return metrics
    .filter(({ soakOnly }) => !soakOnly)
    .flatMap((metric) => {
      const rules = suites.flatMap((suite) => cellRule(gate, metric, { suite, deviceModel: null }) ?? []);
      const margins = rules.filter(({ decides }) => decides).map(({ marginPercent }) => marginPercent);
      return margins.length === 0 ? [] : [{ metric, marginPercent: Math.min(...margins) }];
    });
}

/** Fewer pairs of soaks have no interval: as a gate they would leave every run inconclusive. */
const SOAK_PAIRS_THAT_DECIDE = 3;

/**
 * The rules of a run, complete: metrics that decide by their own definition, with their margins, and what the policy
 * says of them and of others.
 * @param soakPairs soaks of each build on each phone
 */
export function plannedGate(policy: Pick<GatePolicy, 'rules'>, soakPairs: number): GateRule[] {
  const own = metrics.flatMap(({ id, gate }): GateRule[] =>
    gate?.decides
      ? [
          {
            metric: id,
            marginPercent: gate.marginPercent,
            ...(gate.leastMargin === undefined ? {} : { leastMargin: gate.leastMargin }),
          },
        ]
      : [],
  );
  const soaksDecide = soakPairs >= SOAK_PAIRS_THAT_DECIDE;
  const isHeard = ({ metric }: GateRule): boolean =>
    soaksDecide || metricDefinition(metric)?.soakOnly !== true;
  return [...own, ...policy.rules].filter(isHeard);
}
