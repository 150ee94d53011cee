import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { provenance } from '../harness/protocol/provenance.ts';
import { sha256 } from '../harness/protocol/sha256.ts';

const bytes = z.number().int().nonnegative();
const count = z.number().int().nonnegative();
const error = z.number().nonnegative().nullable();

/** What became of one tensor of the source. */
const convertedTensor = z
  .strictObject({
    name: z.string(),
    /** Its type in the source, such as `Q4_K`. */
    from: z.string(),
    /** What stands for it in the target, such as `int4 per 32, scale fp16`. */
    to: z.string(),
    /** As the source writes it: the contiguous dimension first. */
    dims: z.array(count),
    sourceBytes: bytes,
    targetBytes: bytes,
    /** Every number of the source, quants and scales, is in the target bit for bit; only arithmetic may round. */
    exact: z.boolean(),
    /** How many weights of the written file were read back and compared with the source; errors are null if none. */
    comparedWeights: count,
    maxAbsError: error,
    /** Root mean square of the error over that of the weights. */
    relativeRmsError: error,
    /** Why it is not exact, or what a reader must know. */
    note: z.string().nullable(),
  })
  .meta({ id: 'ConvertedTensor' });

export type ConvertedTensor = z.infer<typeof convertedTensor>;

/** A check of the written files. A skipped check is a caveat, never a pass. */
const conversionCheck = z
  .strictObject({
    name: z.string(),
    outcome: z.enum(['passed', 'failed', 'skipped']),
    /** What was compared with what, in numbers; for a skipped check why it was. */
    detail: z.string(),
  })
  .meta({ id: 'ConversionCheck' });

export type ConversionCheck = z.infer<typeof conversionCheck>;

/**
 * Outputs of the target beside those of the source, the same tokens forced on both.
 * Each is null where it was not measured.
 */
const agreement = z
  .strictObject({
    /** What ran on either side: engine, version, and the weights it had. */
    reference: z.string(),
    target: z.string(),
    positions: count,
    cosine: z.number().nullable(),
    maxAbsError: error,
    topOneShare: z.number().min(0).max(1).nullable(),
    greedyPrefix: z.strictObject({ equal: count, of: count }).nullable(),
  })
  .meta({ id: 'Agreement' });

/** `<target>.conversion.json`, beside every converted model: what was made of what, and how well. */
export const conversionDocument = z
  .strictObject({
    v: z.literal(1),
    source: z.strictObject({
      file: z.string(),
      format: z.literal('gguf'),
      architecture: z.string(),
      sizeBytes: bytes,
      sha256,
      tensors: count,
      /** Sum of the tensors' bytes, without header and padding. */
      tensorBytes: bytes,
      parameters: count,
    }),
    target: z.strictObject({
      /** The file, or the folder of a package. */
      file: z.string(),
      format: z.enum(['onnx', 'mlpackage']),
      sizeBytes: bytes,
      files: z.array(z.strictObject({ file: z.string(), sizeBytes: bytes, sha256 })),
    }),
    /** What was asked for, such as the context length and the activations' type. */
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    tensors: z.array(convertedTensor),
    /** What the target holds and the source does not, such as tables of sines. */
    added: z.array(z.strictObject({ name: z.string(), targetBytes: bytes, why: z.string() })),
    checks: z.array(conversionCheck),
    agreement: agreement.nullable(),
    notes: z.array(z.string()),
    /** Tool, version, host and date of the conversion; absent in older reports. */
    provenance: provenance.optional(),
    durationMs: z.number().nonnegative(),
    /** Highest resident set of the converting process. */
    peakMemoryBytes: bytes,
  })
  .meta({ id: 'Conversion', title: 'Conversion' });

export type Conversion = z.infer<typeof conversionDocument>;

/** What running a written model beside its source has shown. */
export type Verdict = Pick<Conversion, 'agreement'> & { readonly checks: readonly ConversionCheck[] };

/** A check that could not be made, and why: a caveat in the report. */
export const skippedAgreement = (why: string): Verdict => ({
  agreement: null,
  checks: [{ name: 'agreement with the source', outcome: 'skipped', detail: why }],
});

/** Where the report of a converted model stands: two targets in one folder keep two reports. */
export const conversionPath = (target: string): string =>
  join(dirname(target), `${basename(target)}.conversion.json`);

/** The source's own numbers, which `coverageChecks` holds the converted tensors against. */
export interface SourceTensor {
  readonly name: string;
  readonly bytes: number;
}

/**
 * A stub cannot pass: every tensor of the source was used exactly once, and its bytes add up.
 * `used` names a tensor once for each time it was converted.
 */
export function coverageChecks(
  source: readonly SourceTensor[],
  used: readonly ConvertedTensor[],
): ConversionCheck[] {
  const times = new Map<string, number>();
  for (const { name } of used) times.set(name, (times.get(name) ?? 0) + 1);
  const known = new Set(source.map(({ name }) => name));
  const missing = source.filter(({ name }) => !times.has(name)).map(({ name }) => name);
  const repeated = [...times].filter(([, n]) => n > 1).map(([name]) => name);
  const invented = [...times.keys()].filter((name) => !known.has(name));
  const faults = [
    ...missing.map((name) => `${name} was not converted`),
    ...repeated.map((name) => `${name} was converted more than once`),
    ...invented.map((name) => `${name} is not in the source`),
  ];
  const sourceBytes = source.reduce((sum, tensor) => sum + tensor.bytes, 0);
  const usedBytes = used.reduce((sum, tensor) => sum + tensor.sourceBytes, 0);
  return [
    check(
      'every tensor exactly once',
      faults.length === 0,
      faults.slice(0, 5).join('; ') || `${used.length} of ${source.length} tensors`,
    ),
    check('byte sums', usedBytes === sourceBytes, `${usedBytes} of ${sourceBytes} bytes of the source used`),
  ];
}

const check = (name: string, passed: boolean, detail: string): ConversionCheck => ({
  name,
  outcome: passed ? 'passed' : 'failed',
  detail,
});
