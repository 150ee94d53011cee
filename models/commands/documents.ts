import { z } from 'zod';
import { conversionDocument } from '../conversion.ts';
import { packageInspection } from '../coreml/package-inspection.ts';
import { type TensorType, tensorTypes } from '../gguf/tensor-types.ts';
import { verificationDocument } from '../verify/verification.ts';
import { ggufInspectionDocument } from './gguf-inspection-document.ts';
import { onnxInspectionDocument } from './onnx-inspection-document.ts';

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
};
