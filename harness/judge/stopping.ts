import type { Certainty } from './certainty.ts';
import type { MetricComparison } from './change.ts';
import { gatedCells, isCertainlyWorse } from './gated-cells.ts';

/** What an analysis between blocks comes to. */
export type InterimDecision = 'go-on' | 'proved' | 'worse' | 'budget-spent';

/** Everything that decides in one suite on one phone so far. */
interface InterimRequest {
  readonly comparisons: readonly MetricComparison[];
  readonly certainty: Certainty;
  /** Suites times phones that share the run's error: each may spend its part, as the verdict at the end never spends more. */
  readonly sharers: number;
  /** With halves. */
  readonly blocks: number;
  /** Before so many nothing ends: the certainty of each analysis is planned for those from here on. */
  readonly leastBlocks: number;
  readonly mostBlocks: number;
  /** Cells that must be proved; a metric without any value keeps the suite going. */
  readonly required: readonly { readonly metric: string }[];
}

/** Ends a suite on a phone when all that decides is proved there, or something is certainly worse. */
export function interimAnalysis(request: InterimRequest): InterimDecision {
  const { comparisons, certainty, sharers, blocks, leastBlocks, mostBlocks, required } = request;
  if (blocks < leastBlocks) return 'go-on';
  const cells = gatedCells(comparisons, { ...certainty, alarm: certainty.alarm / sharers });
  if (cells.some(({ tests }) => tests.some(isCertainlyWorse))) return 'worse';
  const isThere = ({ metric }: { readonly metric: string }): boolean =>
    cells.some(({ comparison }) => comparison.metric === metric);
  // A proof spends its certainty on whole blocks.
  const mayPass = certainty.question === 'quick' || Number.isInteger(blocks);
  const proved =
    mayPass && cells.length > 0 && cells.every(({ tests }) => tests.every(({ change }) => change.notWorse));
  if (proved && required.every(isThere)) return 'proved';
  return blocks >= mostBlocks ? 'budget-spent' : 'go-on';
}
