import { z } from 'zod';
import { conversionDocument } from '../../model/conversion.ts';
import { packageInspection } from '../../model/coreml/package-inspection.ts';
import { type TensorType, tensorTypes } from '../../model/gguf/tensor-types.ts';
import { partsManifest } from '../../model/supply/shards/parts-manifest.ts';
import { verificationDocument } from '../../model/verify/verification.ts';
import { ggufInspectionDocument } from './gguf-inspection-document.ts';
import { onnxInspectionDocument } from './onnx-inspection-document.ts';
import { pruneDocument } from './prune-document.ts';

const bytes = z.int().nonnegative();
const tensorType = z.enum(Object.keys(tensorTypes) as TensorType[]);
const modelFile = z.object({ path: z.string(), sha256: z.string(), sizeBytes: bytes });

/** What the commands of `heatsoak model` print with `--json`. */
export const modelDocuments: Readonly<Record<string, z.ZodType>> = {
  'model inspect': z.union([ggufInspectionDocument, packageInspection, onnxInspectionDocument]),
  'model synth': modelFile.extend({ preset: z.string(), type: z.string(), seed: z.int() }),
  'model quantize': z.object({
    source: z.string(),
    path: z.string(),
    sizeBytes: bytes,
    type: z.string(),
    tensors: z.array(z.object({ name: z.string(), from: tensorType, to: tensorType, bytes })),
  }),
  'model convert': conversionDocument,
  'model verify': verificationDocument,
  'model prune': pruneDocument,
  'model split': partsManifest.extend({ manifestPath: z.string() }),
  'model join': modelFile.extend({ shards: z.int(), sameAsSource: z.literal(true).nullable() }),
  'model pull': modelFile.extend({
    source: z.string(),
    from: z.enum(['cache', 'network']),
    verifiedAgainst: z.enum(['sha256-option', 'published', 'none']),
  }),
  'model update': z.object({
    models: z.array(
      z.object({
        source: z.string(),
        sha256: z.string(),
        pulledAt: z.string(),
        state: z.enum(['unchanged', 'changed', 'gone', 'unknown']),
        detail: z.string().nullable(),
        inCache: z.boolean(),
      }),
    ),
  }),
};
