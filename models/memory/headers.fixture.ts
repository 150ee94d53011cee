import { type Metadata, type MetadataValue, ValueType } from '../gguf/gguf-types.ts';

/** A number of the metadata: a count, one a layer, yes or no, or a fraction in its own spelling. */
type Entry = number | readonly number[] | readonly boolean[] | boolean | { readonly fraction: number };

export interface Header {
  readonly name: string;
  readonly architecture: string;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly keyValueHeads: number | readonly number[];
  readonly feedForward: number;
  readonly vocabulary: number;
  /** Keys of the architecture beside those above. */
  readonly more: Readonly<Record<string, Entry>>;
  /** Tensors of each layer that llama.cpp does not ask for, and that the model has. */
  readonly optional: readonly string[];
}

const headLength = (length: number) => ({
  'attention.key_length': length,
  'attention.value_length': length,
});
const fraction = (value: number) => ({ fraction: value });
const softcap = {
  attn_logit_softcapping: fraction(50),
  final_logit_softcapping: fraction(30),
};

/** Shapes of published models, by their configuration files; real layers, heads and vocabularies. */
export const headers: readonly Header[] = [
  header(
    'phi3-mini',
    'phi3',
    32,
    3072,
    32,
    32,
    8192,
    32_064,
    {
      'rope.scaling.original_context_length': 4096,
      'attention.sliding_window': 2047,
    },
    ['attn_qkv'],
  ),
  header(
    'phi4-mini',
    'phi3',
    32,
    3072,
    24,
    8,
    8192,
    200_064,
    {
      'rope.scaling.original_context_length': 4096,
      'rope.dimension_count': 96,
      'attention.sliding_window': 262_144,
    },
    ['attn_qkv'],
  ),
  header('llama3.2-1b', 'llama', 16, 2048, 32, 8, 8192, 128_256),
  header('mistral-7b', 'llama', 32, 4096, 32, 8, 14_336, 32_768),
  header('smollm2-135m', 'llama', 30, 576, 9, 3, 1536, 49_152),
  header(
    'mixtral-8x7b',
    'llama',
    32,
    4096,
    32,
    8,
    14_336,
    32_000,
    { expert_count: 8, expert_used_count: 2 },
    ['ffn_gate_exps'],
  ),
  header('qwen2.5-1.5b', 'qwen2', 28, 1536, 12, 2, 8960, 151_936),
  header('qwen3-1.7b', 'qwen3', 28, 2048, 16, 8, 6144, 151_936, headLength(128)),
  header('qwen3-30b-a3b', 'qwen3moe', 48, 2048, 32, 4, 6144, 151_936, {
    ...headLength(128),
    expert_count: 128,
    expert_used_count: 8,
    expert_feed_forward_length: 768,
  }),
  header('smollm3-3b', 'smollm3', 36, 2048, 16, 4, 11_008, 128_256),
  header('gemma-2b', 'gemma', 18, 2048, 8, 1, 16_384, 256_000, headLength(256)),
  header('gemma2-2b', 'gemma2', 26, 2304, 8, 4, 9216, 256_000, {
    ...headLength(256),
    ...softcap,
    'attention.sliding_window': 4096,
  }),
  header('gemma3-1b', 'gemma3', 26, 1152, 4, 1, 6912, 262_144, {
    ...headLength(256),
    'attention.sliding_window': 512,
  }),
  header('gemma3-4b', 'gemma3', 34, 2560, 8, 4, 10_240, 262_208, {
    ...headLength(256),
    'attention.sliding_window': 1024,
  }),
  header('gemma3n-e2b', 'gemma3n', 30, 2048, 8, 2, 8192, 262_400, {
    ...headLength(256),
    'attention.sliding_window': 512,
  }),
  header('gpt-oss-20b', 'gpt-oss', 24, 2880, 64, 8, 2880, 201_088, {
    ...headLength(64),
    'attention.sliding_window': 128,
    'rope.dimension_count': 64,
    expert_count: 32,
    expert_used_count: 4,
    expert_feed_forward_length: 2880,
  }),
  header('lfm2-1.2b', 'lfm2', 16, 2048, 32, [0, 0, 8, 0, 0, 8, 0, 0, 8, 0, 8, 0, 8, 0, 8, 0], 8192, 65_536, {
    'shortconv.l_cache': 3,
  }),
  header('deepseek2-lite', 'deepseek2', 27, 2048, 16, 1, 10_944, 102_400, {
    'attention.key_length': 576,
    'attention.value_length': 512,
    'attention.key_length_mla': 192,
    'attention.value_length_mla': 128,
    'attention.kv_lora_rank': 512,
    'rope.dimension_count': 64,
    leading_dense_block_count: 1,
    expert_count: 64,
    expert_used_count: 6,
    expert_shared_count: 2,
    expert_feed_forward_length: 1408,
    expert_weights_scale: fraction(1),
    expert_weights_norm: false,
    expert_gating_func: 1,
  }),
  header('granite3.3-2b', 'granite', 40, 2048, 32, 8, 8192, 49_159, {
    logit_scale: fraction(8),
    residual_scale: fraction(0.22),
    embedding_scale: fraction(12),
    'attention.scale': fraction(0.015625),
  }),
  header('olmo2-1b', 'olmo2', 16, 2048, 16, 16, 8192, 100_352),
  header('phi2', 'phi2', 32, 2560, 32, 32, 10_240, 51_200, { 'rope.dimension_count': 32 }, ['attn_qkv']),
  header(
    'stablelm2-1.6b',
    'stablelm',
    24,
    2048,
    32,
    32,
    5632,
    100_352,
    {
      'rope.dimension_count': 16,
      use_parallel_residual: false,
    },
    ['ffn_norm'],
  ),
  header('command-r7b', 'cohere2', 32, 4096, 32, 8, 14_336, 256_000, {
    ...headLength(128),
    'attention.sliding_window': 4096,
    logit_scale: fraction(0.25),
  }),
];

function header(
  name: string,
  architecture: string,
  layers: number,
  hidden: number,
  heads: number,
  keyValueHeads: number | readonly number[],
  feedForward: number,
  vocabulary: number,
  more: Readonly<Record<string, Entry>> = {},
  optional: readonly string[] = [],
): Header {
  return {
    name,
    architecture,
    layers,
    hidden,
    heads,
    keyValueHeads,
    feedForward,
    vocabulary,
    more,
    optional,
  };
}

/** The metadata of a header, without a vocabulary's words: its size alone decides memory. */
export function metadataOf({ architecture, more, ...header }: Header): Metadata {
  const entries: Record<string, Entry> = {
    context_length: 131_072,
    block_count: header.layers,
    embedding_length: header.hidden,
    feed_forward_length: header.feedForward,
    'attention.head_count': header.heads,
    'attention.head_count_kv': header.keyValueHeads,
    'attention.layer_norm_rms_epsilon': fraction(1e-5),
    'attention.layer_norm_epsilon': fraction(1e-5),
    vocab_size: header.vocabulary,
    ...more,
  };
  return new Map([
    ['general.architecture', { type: ValueType.STRING, elementType: null, value: architecture }],
    ['tokenizer.ggml.model', { type: ValueType.STRING, elementType: null, value: 'no_vocab' }],
    ...Object.entries(entries).map(([key, entry]): [string, MetadataValue] => [
      `${architecture}.${key}`,
      metadataValue(entry),
    ]),
  ]);
}

function metadataValue(entry: Entry): MetadataValue {
  if (typeof entry === 'number') return { type: ValueType.U32, elementType: null, value: entry };
  if (typeof entry === 'boolean') return { type: ValueType.BOOL, elementType: null, value: entry };
  if ('fraction' in entry) return { type: ValueType.F32, elementType: null, value: entry.fraction };
  const isFlags = typeof entry[0] === 'boolean';
  return { type: ValueType.ARRAY, elementType: isFlags ? ValueType.BOOL : ValueType.U32, value: [...entry] };
}
