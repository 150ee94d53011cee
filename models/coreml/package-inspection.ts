import { z } from 'zod';

const bytes = z.number().int().nonnegative();
const count = z.number().int().nonnegative();

/** What `heatsoak model inspect X.mlpackage --json` writes: what is in a package, by our own reader. */
export const packageInspection = z
  .strictObject({
    kind: z.literal('mlpackage'),
    /** `ML program`, `neural network classifier`, …: what another tool's package holds; absent in one that was converted here. */
    modelKind: z.string().optional(),
    summary: z.string(),
    specificationVersion: count,
    defaultFunction: z.string(),
    functions: z.array(
      z.strictObject({
        name: z.string(),
        operations: count,
        /** `input_ids int32[1, 64]`, states apart. */
        inputs: z.array(z.string()),
        outputs: z.array(z.string()),
        states: count,
      }),
    ),
    /** Of all functions together, the most frequent first. */
    operations: z.record(z.string(), count),
    /**
     * Numbers in the weight file but for scales and offsets, each once however many functions use it; null where they lie in the model
     * itself.
     */
    parameters: count.nullable(),
    /** Bytes of the constants in the weight file by their type. */
    weightBytes: z.record(z.string(), bytes),
    /** What one cache takes while the model runs; the functions share it. */
    stateBytes: bytes,
    modelBytes: bytes,
    weightFileBytes: bytes,
    facts: z.record(z.string(), z.string()),
    /** Empty for a package that is sound. */
    problems: z.array(z.strictObject({ where: z.string(), what: z.string() })),
  })
  .meta({ id: 'PackageInspection', title: 'Inspection of a Core ML package' });

export type PackageInspection = z.infer<typeof packageInspection>;
