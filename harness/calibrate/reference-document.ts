import { z } from 'zod';

const bytes = z.number().nonnegative().nullable();

/** A prompted case of a suite. */
const suiteRow = z.object({
  test: z.string(),
  tokensPerSecond: z.number(),
  deviation: z.number().nullable(),
  count: z.int(),
});

/** llama-bench's own fields. */
const benchRow = z.object({
  build_commit: z.string(),
  cpu_info: z.string(),
  backends: z.string(),
  model_filename: z.string(),
  model_type: z.string(),
  model_size: z.number(),
  model_n_params: z.number(),
  n_batch: z.int(),
  n_ubatch: z.int(),
  n_threads: z.int(),
  type_k: z.string(),
  type_v: z.string(),
  n_gpu_layers: z.int(),
  flash_attn: z.int(),
  n_prompt: z.int(),
  n_gen: z.int(),
  n_depth: z.int(),
  test_time: z.string(),
  avg_ns: z.number(),
  stddev_ns: z.number().nullable(),
  avg_ts: z.number(),
  stddev_ts: z.number().nullable(),
  samples_ns: z.array(z.number()),
  samples_ts: z.array(z.number()),
  cpu_ns_per_token: z.array(z.number().nullable()),
});

/** `heatsoak reference --json`. */
export const referenceDocument = z.object({
  model: z.object({ path: z.string(), sha256: z.string(), sizeBytes: z.number() }),
  memory: z
    .object({
      mappedBytes: bytes,
      repackedBytes: z.number(),
      kvBytes: bytes,
      computeBytes: bytes,
      outputBytes: bytes,
      chargedBytes: bytes,
      kvExpectedBytes: bytes,
      kvAgrees: z.boolean().nullable(),
      processPeakBytes: bytes,
    })
    .nullable(),
  host: z.object({
    probeRatio: z.number().nullable(),
    load: z.array(z.object({ at: z.string(), loadAverage: z.number().nullable() })),
    thermalState: z.string().nullable(),
    cpuFrequencyRatio: z.number().nullable(),
  }),
  caveats: z.array(z.object({ code: z.string(), message: z.string() })),
  rows: z.union([z.array(benchRow), z.array(suiteRow)]),
});
