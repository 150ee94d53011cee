import { z } from 'zod';
import { count } from '../protocol/event-fields.ts';

/** How a variant's distributions agree with its source's on one prompt, teacher-forced on the source's answer. */
export const qualityFields = {
  /** The variant's id. */
  build: z.string(),
  suite: z.string(),
  case: z.string(),
  promptTokens: count,
  /** Greedy ids of the source after the prompt. */
  sourceIds: z.array(count),
  /** Positions whose likeliest id is the source's, per cent; null where none was compared. */
  topOnePercent: z.number().nullable(),
  /** Mean Kullback–Leibler divergence of the variant from the source, nats a position; null where it is no number. */
  meanKl: z.number().nullable(),
  /** Engine that ran the variant's file on this host. */
  engine: z.string(),
};
