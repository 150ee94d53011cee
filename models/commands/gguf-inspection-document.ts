import { z } from 'zod';
import { type TensorType, tensorTypes } from '../gguf/tensor-types.ts';
import { type KeyValueType, keyValueTypes } from '../memory/cache-bytes.ts';
import { fitVerdicts, limitNames } from '../memory/fit.ts';

const bytes = z.number().int().nonnegative();
const count = z.number().int().nonnegative();

const keyValueType = z.enum(Object.keys(keyValueTypes) as KeyValueType[]);

const prediction = z.strictObject({
  context: count,
  keyValueType,
  /** Of values, where it is another one. */
  valueType: keyValueType.optional(),
  flashAttention: z.boolean(),
  /** Computed side by side; one where it is not said. */
  sequences: count.optional(),
  /** False where each sequence has a cache of its own. */
  unified: z.boolean().optional(),
  /** Tokens computed at once; 512 where it is not said. */
  batch: count.optional(),
  keyValueBytes: bytes,
  /** Of recurrent layers. */
  stateBytes: bytes,
  computeBytes: z.number().nonnegative(),
  outputBytes: bytes,
  chargedBytes: z.number().nonnegative(),
  mappedBytes: bytes,
});

const limit = z.strictObject({
  what: z.enum(limitNames),
  needsBytes: z.number().nonnegative(),
  hasBytes: bytes,
  /** Who says so. */
  source: z.string(),
  /** Whether it was measured on such a phone. */
  measured: z.boolean(),
});

const shape = z.strictObject({
  layers: count,
  hidden: count,
  heads: count,
  keyValueHeads: z.array(count).readonly(),
  keyLength: count,
  valueLength: count,
  /** Null where the file does not say, as in the next two. */
  feedForward: count.nullable(),
  vocabulary: count.nullable(),
  context: count.nullable(),
});

/** What `heatsoak model inspect F.gguf --json` writes. Memory is predicted, never measured. */
export const ggufInspectionDocument = z.strictObject({
  kind: z.literal('gguf'),
  path: z.string(),
  sizeBytes: bytes,
  sha256: z.string().length(64).nullable(),
  version: count,
  name: z.string().nullable(),
  architecture: z.string().nullable(),
  parameters: count,
  weightBytes: bytes,
  tensors: count,
  types: z
    .array(
      z.strictObject({
        type: z.enum(Object.keys(tensorTypes) as TensorType[]),
        tensors: count,
        weights: count,
        bytes,
        readable: z.boolean(),
      }),
    )
    .readonly(),
  shape: shape.nullable(),
  tokenizer: z
    .strictObject({
      model: z.string(),
      pre: z.string().nullable(),
      tokens: count.nullable(),
      beginId: count.nullable(),
      endId: count.nullable(),
      addsBegin: z.boolean().nullable(),
    })
    .nullable(),
  chatTemplate: z.string().nullable(),
  shard: z.strictObject({ index: count, count }).nullable(),
  identity: z
    .strictObject({ name: z.string(), publisher: z.string(), by: z.enum(['sha256', 'size']) })
    .nullable(),
  findings: z.array(z.string()).readonly(),
  memory: z.array(prediction).readonly(),
  asked: prediction.nullable(),
  fits: z
    .array(
      z.strictObject({
        phone: z.string(),
        verdict: z.enum(fitVerdicts),
        limit,
        limits: z.array(limit).readonly(),
      }),
    )
    .readonly(),
});
export type GgufInspectionDocument = z.infer<typeof ggufInspectionDocument>;
