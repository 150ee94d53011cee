import { type Metadata, type MetadataValue, type Scalar, ValueType } from './gguf/gguf-types.ts';

/** The shape of a Phi-3 model. */
export interface Phi3Shape {
  readonly name: string;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly feedForward: number;
  readonly context: number;
  readonly vocabulary: number;
}

/**
 * Models with Phi-3's architecture: `demo` costs least per token with the real vocabulary, `mini` is the real shape of
 * Phi-3-mini-4k-instruct.
 */
export const presets = {
  nano: {
    name: 'phi3-nano-synth',
    layers: 2,
    hidden: 256,
    heads: 8,
    keyValueHeads: 4,
    feedForward: 512,
    context: 2048,
    vocabulary: 512,
  },
  demo: {
    name: 'phi3-demo-synth',
    layers: 1,
    hidden: 64,
    heads: 2,
    keyValueHeads: 2,
    feedForward: 128,
    context: 4096,
    vocabulary: 32_064,
  },
  tiny: {
    name: 'phi3-tiny-synth',
    layers: 4,
    hidden: 256,
    heads: 8,
    keyValueHeads: 8,
    feedForward: 768,
    context: 2048,
    vocabulary: 32_064,
  },
  mini: {
    name: 'phi3-mini-synth',
    layers: 32,
    hidden: 3072,
    heads: 32,
    keyValueHeads: 32,
    feedForward: 8192,
    context: 4096,
    vocabulary: 32_064,
  },
} as const satisfies Record<string, Phi3Shape>;

export type Phi3Preset = keyof typeof presets;

export type TensorKind = 'embedding' | 'norm' | 'down' | 'up' | 'output' | 'attention' | 'qkv';

interface TensorPlan {
  readonly name: string;
  readonly dims: readonly number[];
  readonly kind: TensorKind;
}

/** Every tensor in the official converter's order; the feed-forward rows are gate first, then up. */
export function phi3Tensors(shape: Phi3Shape): TensorPlan[] {
  const { hidden, feedForward, vocabulary } = shape;
  const qkv = hidden + 2 * shape.keyValueHeads * (hidden / shape.heads);
  const block = (i: number): TensorPlan[] => [
    { name: `blk.${i}.attn_norm.weight`, dims: [hidden], kind: 'norm' },
    { name: `blk.${i}.ffn_down.weight`, dims: [feedForward, hidden], kind: 'down' },
    { name: `blk.${i}.ffn_up.weight`, dims: [hidden, 2 * feedForward], kind: 'up' },
    { name: `blk.${i}.ffn_norm.weight`, dims: [hidden], kind: 'norm' },
    { name: `blk.${i}.attn_output.weight`, dims: [hidden, hidden], kind: 'attention' },
    { name: `blk.${i}.attn_qkv.weight`, dims: [hidden, qkv], kind: 'qkv' },
  ];
  return [
    { name: 'token_embd.weight', dims: [hidden, vocabulary], kind: 'embedding' },
    ...Array.from({ length: shape.layers }, (_, i) => block(i)).flat(),
    { name: 'output_norm.weight', dims: [hidden], kind: 'norm' },
    { name: 'output.weight', dims: [hidden, vocabulary], kind: 'output' },
  ];
}

/** Standard deviations that keep logits at about 3 and the residual stream at about 1 (measured on 1 to 32 layers). */
export function weightSigma(kind: TensorKind, inputs: number): number {
  if (kind === 'embedding') return 1;
  const gain = kind === 'output' ? 3 : kind === 'qkv' ? 1.5 : 0.7;
  return gain / Math.sqrt(inputs);
}

/** As in the tokenizer_config.json of Phi-3-mini-4k-instruct. */
const TEMPLATE =
  "{% for message in messages %}{% if message['role'] == 'system' %}{{'<|system|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'user' %}{{'<|user|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'assistant' %}{{'<|assistant|>\n' + message['content'] + '<|end|>\n'}}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}";

/** 64 special tokens close the real vocabulary; llama.cpp looks one of them up by its text. */
const SPECIALS = 64;
const REAL_SPECIALS_AT = 32_000;

/** Metadata of a Phi-3 4k model, with the vocabulary's first pieces and all its specials. */
export function phi3Metadata(shape: Phi3Shape, fileType: number, vocabulary: Metadata): Metadata {
  const endOfText = shape.vocabulary - SPECIALS;
  return new Map<string, MetadataValue>([
    ['general.architecture', text('phi3')],
    ['general.name', text(shape.name)],
    ['general.file_type', u32(fileType)],
    ['general.quantization_version', u32(2)],
    ['phi3.context_length', u32(shape.context)],
    ['phi3.rope.scaling.original_context_length', u32(shape.context)],
    ['phi3.embedding_length', u32(shape.hidden)],
    ['phi3.feed_forward_length', u32(shape.feedForward)],
    ['phi3.block_count', u32(shape.layers)],
    ['phi3.attention.head_count', u32(shape.heads)],
    ['phi3.attention.head_count_kv', u32(shape.keyValueHeads)],
    ['phi3.attention.layer_norm_rms_epsilon', f32(1e-5)],
    ['phi3.rope.dimension_count', u32(shape.hidden / shape.heads)],
    ['phi3.rope.freq_base', f32(10_000)],
    ['phi3.attention.sliding_window', u32(0)],
    ['tokenizer.ggml.model', text('llama')],
    ['tokenizer.ggml.pre', text('default')],
    ...['tokens', 'scores', 'token_type'].map((name) =>
      cut(vocabulary, `tokenizer.ggml.${name}`, shape.vocabulary),
    ),
    ['tokenizer.ggml.bos_token_id', u32(1)],
    ['tokenizer.ggml.eos_token_id', u32(endOfText)],
    ['tokenizer.ggml.unknown_token_id', u32(0)],
    ['tokenizer.ggml.padding_token_id', u32(endOfText)],
    ['tokenizer.ggml.add_bos_token', { type: ValueType.BOOL, elementType: null, value: true }],
    ['tokenizer.ggml.add_eos_token', { type: ValueType.BOOL, elementType: null, value: false }],
    ['tokenizer.chat_template', text(TEMPLATE)],
  ]);
}

function cut(vocabulary: Metadata, key: string, count: number): [string, MetadataValue] {
  const entry = vocabulary.get(key);
  const all = entry && Array.isArray(entry.value) ? (entry.value as readonly Scalar[]) : [];
  const kept =
    count >= all.length
      ? all
      : [...all.slice(0, count - SPECIALS), ...all.slice(REAL_SPECIALS_AT, REAL_SPECIALS_AT + SPECIALS)];
  return [key, { type: ValueType.ARRAY, elementType: entry?.elementType ?? ValueType.STRING, value: kept }];
}

const text = (value: string): MetadataValue => ({ type: ValueType.STRING, elementType: null, value });
const u32 = (value: number): MetadataValue => ({ type: ValueType.U32, elementType: null, value });
const f32 = (value: number): MetadataValue => ({ type: ValueType.F32, elementType: null, value });
