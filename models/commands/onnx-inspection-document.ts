import { z } from 'zod';

const bytes = z.number().int().nonnegative();

/** `heatsoak model inspect F.onnx --json`. */
export const onnxInspectionDocument = z
  .strictObject({
    v: z.literal(1),
    format: z.literal('onnx'),
    path: z.string(),
    /** Of all files together. */
    sizeBytes: bytes,
    /** Of the list of its files' hashes, as runs name the model; null when it was left out. */
    sha256: z.string().nullable(),
    graphBytes: bytes,
    dataFiles: z.array(z.strictObject({ location: z.string(), sizeBytes: bytes })),
    producer: z.string(),
    /** Null where the file does not say, as for a version of operators. */
    irVersion: z.number().nullable(),
    opsets: z.array(z.strictObject({ domain: z.string(), version: z.number().nullable() })),
    inputs: z.array(z.string()),
    outputs: z.array(z.string()),
    operators: z.record(z.string(), z.number()),
    tensors: z.number().int(),
    /** Bytes of the initialisers by their type. */
    tensorBytes: z.record(z.string(), bytes),
    parameters: z.number(),
    cacheBytesPerToken: z.number().nullable(),
    /** At the context that was asked for, 4096 if none. What onnxruntime allocates beside it is not known. */
    cache: z.strictObject({ contextTokens: z.number(), bytes: z.number().nullable() }),
  })
  .meta({ id: 'OnnxInspection', title: 'OnnxInspection' });
export type OnnxInspectionDocument = z.infer<typeof onnxInspectionDocument>;
