import { z } from 'zod';

/** A prompted case, as `--suite` measures it. */
const suiteRow = z.object({
  test: z.string(),
  tokensPerSecond: z.number(),
  deviation: z.number().nullable(),
  count: z.int(),
});

/** A row in the fields of `llama-bench -o json`, and ours. */
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

/** What `heatsoak reference --json` prints. */
export const referenceDocument = z.object({
  model: z.object({ path: z.string(), sha256: z.string(), sizeBytes: z.number() }),
  rows: z.union([z.array(benchRow), z.array(suiteRow)]),
});
