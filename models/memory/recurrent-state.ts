import type { Metadata } from '../gguf/gguf-types.ts';
import { countOf } from '../gguf/metadata.ts';

/** Numbers (F32) that a layer without a cache keeps of each sequence, however long it is. */
export interface RecurrentState {
  /** Of its convolution over the last few tokens. */
  readonly convolution: number;
  /** Of the recurrence itself. */
  readonly recurrence: number;
}

/** All layers are recurrent. */
const recurrent = ['mamba', 'mamba2', 'rwkv6', 'rwkv6qwen2', 'rwkv7', 'arwkv7'];
/** All layers have both. */
const sideBySide = ['falcon-h1'];
/** One layer in `full_attention_interval` has a cache, the last of each. */
const alternating = ['qwen3next', 'qwen35', 'qwen35moe', 'qwen4exp', 'minimax-01'];
/** Layers without key-value heads are recurrent. */
const byHeads = [
  'jamba',
  'plamo2',
  'granitehybrid',
  'lfm2',
  'lfm2moe',
  'nemotron_h',
  'nemotron_h_moe',
  'kimi-linear',
];

/** By layer, as `llama_hparams::n_embd_r` and `n_embd_s` count it; null for layers without. */
export function recurrentStates(
  metadata: Metadata,
  architecture: string,
  keyValueHeads: readonly number[],
): (RecurrentState | null)[] {
  const state = stateOf(metadata, architecture);
  const interval = countOf(metadata, `${architecture}.full_attention_interval`) ?? 4;
  return keyValueHeads.map((heads, layer) => {
    if ([...recurrent, ...sideBySide].includes(architecture)) return state;
    if (alternating.includes(architecture)) return (layer + 1) % interval === 0 ? null : state;
    return byHeads.includes(architecture) && heads === 0 ? state : null;
  });
}

/** Whether each layer attends, and so has a cache. */
export function attendingLayers(
  architecture: string,
  keyValueHeads: readonly number[],
  states: readonly (RecurrentState | null)[],
): boolean[] {
  return keyValueHeads.map((heads, layer) => {
    if (recurrent.includes(architecture)) return false;
    if (sideBySide.includes(architecture)) return true;
    return heads > 0 && states[layer] === null;
  });
}

function stateOf(metadata: Metadata, architecture: string): RecurrentState {
  const count = (key: string): number => countOf(metadata, `${architecture}.${key}`) ?? 0;
  const hidden = count('embedding_length');
  const head = count('wkv.head_size');
  if (head > 0) return { convolution: (count('token_shift_count') || 2) * hidden, recurrence: hidden * head };
  const shortConvolution = count('shortconv.l_cache');
  if (shortConvolution > 0) return { convolution: hidden * (shortConvolution - 1), recurrence: 0 };
  const [inner, states, groups] = [
    count('ssm.inner_size'),
    count('ssm.state_size'),
    count('ssm.group_count'),
  ];
  const kernel = Math.max(0, count('ssm.conv_kernel') - 1);
  const delta = count('kda.head_dim');
  if (delta > 0) {
    const heads = count('attention.head_count');
    return { convolution: 3 * (kernel || 3) * heads * delta, recurrence: delta * delta * heads };
  }
  return { convolution: kernel * (inner + 2 * groups * states), recurrence: states * inner };
}
