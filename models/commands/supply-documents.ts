import { z } from 'zod';
import { sha256 } from '../../harness/protocol/sha256.ts';
import { partsManifest } from '../supply/shards/parts-manifest.ts';
import { pruneDocument } from './prune-document.ts';

/** What `model pull`, `update`, `split`, `join` and `prune` print with `--json`. */
export const supplyDocuments = {
  'model pull': z.object({
    source: z.string(),
    path: z.string(),
    sha256,
    sizeBytes: z.int(),
    from: z.enum(['cache', 'network']),
    /** What the bytes were compared with; `none`: their hash is only recorded. */
    verifiedAgainst: z.enum(['sha256-option', 'published', 'none']),
  }),
  'model update': z.object({
    models: z.array(
      z.object({
        source: z.string(),
        sha256,
        pulledAt: z.iso.datetime(),
        state: z.enum(['unchanged', 'changed', 'gone', 'unknown']),
        detail: z.string().nullable(),
        inCache: z.boolean(),
      }),
    ),
  }),
  'model split': partsManifest.extend({ manifestPath: z.string() }),
  'model join': z.object({
    path: z.string(),
    sha256,
    sizeBytes: z.int(),
    shards: z.int(),
    /** Null: the shards do not say what they were cut from. */
    sameAsSource: z.literal(true).nullable(),
  }),
  'model prune': pruneDocument,
} as const;
