import { mean, variance } from '../statistics/mean.ts';
import { type BenchRow, tokensOf } from './bench-rows.ts';

/** One row in the fields of `llama-bench -o json`; what node-llama-cpp does not let one set is left out. */
export interface LlamaBenchRow {
  readonly build_commit: string;
  readonly cpu_info: string;
  readonly backends: string;
  readonly model_filename: string;
  readonly model_type: string;
  readonly model_size: number;
  readonly model_n_params: number;
  readonly n_batch: number;
  readonly n_ubatch: number;
  readonly n_threads: number;
  readonly type_k: string;
  readonly type_v: string;
  readonly n_gpu_layers: number;
  readonly flash_attn: number;
  readonly n_prompt: number;
  readonly n_gen: number;
  readonly n_depth: number;
  readonly test_time: string;
  readonly avg_ns: number;
  /** Null below two repetitions, where llama-bench writes 0. */
  readonly stddev_ns: number | null;
  readonly avg_ts: number;
  readonly stddev_ts: number | null;
  readonly samples_ns: readonly number[];
  readonly samples_ts: readonly number[];
  /** Ours: processor time per token, which a busy neighbour does not lengthen. */
  readonly cpu_ns_per_token: readonly (number | null)[];
}

/** What all rows of one launch share. */
export type BenchHeader = Pick<
  LlamaBenchRow,
  | 'build_commit'
  | 'cpu_info'
  | 'backends'
  | 'model_filename'
  | 'model_type'
  | 'model_size'
  | 'model_n_params'
  | 'n_ubatch'
  | 'n_threads'
  | 'n_gpu_layers'
  | 'flash_attn'
  | 'test_time'
>;

/** A measured row in llama-bench's words. */
export function llamaBenchRow(
  header: BenchHeader,
  { shape, samplesNs, cpuNsPerToken }: BenchRow,
): LlamaBenchRow {
  const speeds = samplesNs.map((ns) => (1e9 * tokensOf(shape)) / ns);
  const spreadNs = deviation(samplesNs);
  const { n_ubatch, n_threads, n_gpu_layers, flash_attn, test_time, ...what } = header;
  return {
    ...what,
    n_batch: shape.batchTokens,
    n_ubatch,
    n_threads,
    // node-llama-cpp's default, as llama-bench's.
    type_k: 'f16',
    type_v: 'f16',
    n_gpu_layers,
    flash_attn,
    n_prompt: shape.promptTokens,
    n_gen: shape.generateTokens,
    n_depth: shape.depthTokens,
    test_time,
    avg_ns: Math.floor(mean(samplesNs) ?? 0),
    stddev_ns: spreadNs === null ? null : Math.floor(spreadNs),
    avg_ts: mean(speeds) ?? 0,
    stddev_ts: deviation(speeds),
    samples_ns: samplesNs,
    samples_ts: speeds,
    cpu_ns_per_token: cpuNsPerToken,
  };
}

function deviation(values: readonly number[]): number | null {
  const spread = variance(values);
  return spread === null ? null : Math.sqrt(spread);
}
