import { planBlocks } from '../../../harness/app/plan/plan-blocks.ts';
import { type GatePolicy, gatePolicy } from '../../../harness/experiment/gate-policy.ts';
import type { StoppingRule } from '../../../harness/experiment/manifest.ts';
import type { NoisePrior } from '../../../harness/judge/estimate.ts';
import { decidingMargins, plannedGate } from '../../../harness/judge/gate-rules.ts';
import type { PlantedExperiment } from '../generators/experiment.ts';
import { caseNames } from '../generators/launch-order.ts';

/** The cases that every shipped suite has at least: one of five is the smallest part that a build may spoil. */
export const CASES = caseNames(5);

/** An experiment as `heatsoak run` plans it, with as many blocks as it may take. */
export interface SimulatedPlan extends PlantedExperiment {
  /** Null: all blocks are run, and analysed at their end. */
  readonly stopping: StoppingRule | null;
  /** What A/A nights taught of the phones' noise. */
  readonly prior?: NoisePrior;
  /** Absent: the shipped rules. */
  readonly policy?: GatePolicy;
}

interface Asked {
  readonly phones?: number;
  readonly suites?: number;
  readonly cases?: number;
  /** Absent: the three metrics that decide of bursts. */
  readonly metrics?: readonly string[];
  readonly quickGate?: boolean;
}

const policy = gatePolicy.parse({});

/** The plan of somebody who says nothing of blocks, on typical phones. */
export async function defaultPlan(asked: Asked = {}): Promise<SimulatedPlan> {
  const { phones = 1, suites = 1, cases = CASES.length, metrics, quickGate = false } = asked;
  const names = Array.from({ length: suites }, (_, i) => `s${i}`);
  const { blocks, stopping } = await planBlocks(
    { quickGate },
    {
      devices: Array.from({ length: phones }, (_, i) => `p${i}`),
      gate: decidingMargins(plannedGate(policy, 0), names).filter(
        ({ metric }) => metrics?.includes(metric.id) ?? true,
      ),
      casesOfSuites: names.map(() => cases),
      hasBaseline: true,
    },
  );
  return { phones, blocks, suites, cases, family: 'typical', stopping, ...(metrics ? { metrics } : {}) };
}

/** So many blocks, analysed once at their end: what a file of launch values gets with `--analyses 1`. */
export const fixedPlan = (
  asked: Pick<PlantedExperiment, 'family'> & Partial<PlantedExperiment>,
): SimulatedPlan => ({
  ...{ phones: 1, blocks: 8, suites: 1, cases: CASES.length, stopping: null },
  ...asked,
});

/** "3 phones, at most 8 blocks, 4 suites". */
export function planName({ phones, blocks, suites, stopping }: SimulatedPlan): string {
  const of = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  return [
    of(phones, 'phone'),
    `${stopping ? 'at most ' : ''}${of(blocks, 'block')}`,
    ...(suites === 1 ? [] : [of(suites, 'suite')]),
  ].join(', ');
}
