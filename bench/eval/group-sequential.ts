/**
 * After how many blocks an interim analysis is made, and the p below which it rejects; the limits come from simulation (`npm
 * run eval`).
 */
const analyses = [
  { blocks: 4, pLimit: 0.0005 },
  { blocks: 8, pLimit: 0.014 },
  { blocks: 14, pLimit: 0.045 },
] as const;

/** Result of an interim analysis. Its interval is the ordinary one; its p is compared with `pLimit`, not with .05. */
export interface InterimResult {
  readonly next: 'go-on' | 'reject' | 'end';
  /** Null between interim analyses. */
  readonly pLimit: number | null;
}

/** A group-sequential test for models whose blocks take long: analyses at 4, 8 and 14 blocks a device, none between. */
export function groupSequentialTest(blocks: number, p: number): InterimResult {
  const analysis = analyses.findLast((each) => each.blocks <= blocks);
  const isLast = analysis === analyses.at(-1);
  if (!analysis || (analysis.blocks !== blocks && !isLast)) return { next: 'go-on', pLimit: null };
  if (p < analysis.pLimit) return { next: 'reject', pLimit: analysis.pLimit };
  return { next: isLast ? 'end' : 'go-on', pLimit: analysis.pLimit };
}
