import { z } from 'zod';
import { sha256 } from './sha256.ts';

/**
 * Where a model file comes from. Another tool, version or host has halved the speed of one model before, so it is carried
 * from the file to the report. Every fact may be unknown, and is absent then.
 */
export const provenance = z.strictObject({
  /** What wrote the file, such as `heatsoak model quantize`. */
  tool: z.string().min(1).max(200).optional(),
  toolVersion: z.string().min(1).max(200).optional(),
  /** System of the host that it ran on, such as `Darwin 24.5.0 arm64`. */
  hostOs: z.string().min(1).max(200).optional(),
  /** When it was made, in UTC. */
  date: z.union([z.iso.date(), z.iso.datetime()]).optional(),
  /** What it was made from. */
  source: z
    .strictObject({
      name: z.string().min(1).max(1000).optional(),
      sha256: sha256.optional(),
      url: z.url().max(2000).optional(),
    })
    .optional(),
});
export type Provenance = z.infer<typeof provenance>;

/** What the first knows, and of the second what the first does not. */
export const mergedProvenance = (first: Provenance, second: Provenance): Provenance => ({
  ...second,
  ...first,
  ...(first.source || second.source ? { source: { ...second.source, ...first.source } } : {}),
});
