/** When a comparison is looked at, and the p below which it may end there; the limits come from simulation (`npm run eval`). */
const looks = [
  { blocks: 4, pLimit: 0.0005 },
  { blocks: 8, pLimit: 0.014 },
  { blocks: 14, pLimit: 0.045 },
] as const;

/** What a look says. The interval is the ordinary one of that look; its p stands against `pLimit`, not against .05. */
export interface Look {
  readonly next: 'go-on' | 'reject' | 'end';
  /** Null between looks. */
  readonly pLimit: number | null;
}

/** The three-look rule, for models whose blocks are dear: at 4, 8 and 14 blocks a device, and nowhere between. */
export function lookAtP(blocks: number, p: number): Look {
  const look = looks.findLast((each) => each.blocks <= blocks);
  const isLast = look === looks.at(-1);
  if (!look || (look.blocks !== blocks && !isLast)) return { next: 'go-on', pLimit: null };
  if (p < look.pLimit) return { next: 'reject', pLimit: look.pLimit };
  return { next: isLast ? 'end' : 'go-on', pLimit: look.pLimit };
}
