import { z } from 'zod';
import { sha256 } from '../../harness/protocol/sha256.ts';

const file = z.object({ path: z.string(), sha256, sizeBytes: z.int() });
/** Nats a token, per cent, and the perplexity of the text; null where a value is not a number. */
const number = z.number().nullable();
const score = z.object({ meanKl: number, topOnePercent: number, perplexity: number });

/** `<out>.prune.json`: which layers went, why, and what it cost. */
export const pruneDocument = z.object({
  v: z.literal(1),
  source: file,
  output: file,
  text: z.object({ name: z.string(), tokens: z.int() }),
  engine: z.string(),
  layers: z.int(),
  dropped: z.array(z.int()),
  /** Each layer alone left out. */
  influence: z.array(score.extend({ layer: z.int() })),
  before: z.object({ perplexity: number }),
  after: score,
});
export type PruneDocument = z.infer<typeof pruneDocument>;
