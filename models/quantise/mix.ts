import type { WritableType } from './quantise.ts';

/** What a mix reads to choose a tensor's type. */
export interface MixedTensor {
  readonly name: string;
  readonly dims: readonly number[];
}

interface Mix {
  /** `general.file_type`, llama.cpp's `llama_ftype`. */
  readonly fileType: number;
  readonly type: WritableType;
  /** Another type than `type` for some tensors. */
  readonly raise?: (tensor: MixedTensor, model: MixedModel) => WritableType | null;
  readonly says: string;
}

interface MixedModel {
  readonly layers: number;
  /** The tensor that makes logits: `output.weight`, or the embedding where both are one. */
  readonly output: string;
}

/** The types and mixes that models are written in. */
export const mixes = {
  F32: { fileType: 0, type: 'F32', says: 'single precision' },
  F16: { fileType: 1, type: 'F16', says: 'half precision' },
  BF16: { fileType: 32, type: 'BF16', says: 'bfloat16' },
  Q8_0: { fileType: 7, type: 'Q8_0', says: '8 bit' },
  Q4_0: { fileType: 2, type: 'Q4_0', raise: outputIn('Q6_K'), says: '4 bit, output in Q6_K' },
  'Q4_0-pure': { fileType: 2, type: 'Q4_0', says: '4 bit, output too' },
  Q4_K: { fileType: 15, type: 'Q4_K', says: '4 bit K-quant, output too' },
  Q5_K: { fileType: 17, type: 'Q5_K', says: '5 bit K-quant, output too' },
  Q6_K: { fileType: 18, type: 'Q6_K', says: '6 bit K-quant, output too' },
  Q4_K_M: { fileType: 15, type: 'Q4_K', raise: raiseQ4_K_M, says: 'as Phi-3-mini-4k-instruct-q4.gguf' },
} as const satisfies Record<string, Mix>;

export type MixName = keyof typeof mixes;

export const mixNames = Object.keys(mixes) as MixName[];

/**
 * The type of every tensor in a mix, in order; null for one that stays as it is: norms, biases and the small tables that
 * llama-quantize leaves alone. A row that does not divide into blocks of 256 falls back as llama-quantize's does.
 */
export function typesInMix(name: MixName, tensors: readonly MixedTensor[]): (WritableType | null)[] {
  const mix: Mix = mixes[name];
  const model = {
    layers: tensors.reduce((most, { name }) => Math.max(most, (layerOf(name) ?? -1) + 1), 0),
    output: tensors.some((tensor) => tensor.name === OUTPUT) ? OUTPUT : 'token_embd.weight',
  };
  return tensors.map((tensor) => {
    if (!isQuantised(tensor)) return null;
    return fitting(mix.raise?.(tensor, model) ?? mix.type, tensor.dims[0] ?? 1);
  });
}

const OUTPUT = 'output.weight';

function outputIn(type: WritableType) {
  return (tensor: MixedTensor, model: MixedModel): WritableType | null =>
    tensor.name === model.output ? type : null;
}

/**
 * llama-quantize as it was when Microsoft's file was made: later versions give fused attention fewer bits.
 * That file holds 81 tensors in Q4_K, 32 in Q5_K and 17 in Q6_K.
 */
function raiseQ4_K_M(tensor: MixedTensor, model: MixedModel): WritableType | null {
  if (tensor.name === model.output) return 'Q6_K';
  if (tensor.name.includes('attn_qkv.weight')) return 'Q5_K';
  const isRaised = /attn_v\.weight|ffn_down/.test(tensor.name);
  return isRaised && getsMoreBits(layerOf(tensor.name) ?? 0, model.layers) ? 'Q6_K' : null;
}

/** llama-quantize's `use_more_bits`: the first and the last eighth of the layers, and every third between. */
function getsMoreBits(layer: number, layers: number): boolean {
  const eighth = Math.floor(layers / 8);
  return layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2;
}

function layerOf(name: string): number | null {
  const digits = /^blk\.(\d{1,6})\./.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Parts of names that llama-quantize leaves alone (`tensor_allows_quantization`, v0.4.0). */
const leftAlone =
  /_norm\.weight|ffn_gate_inp|ffn_gate_tid2eid|altup|laurel|per_layer_model_proj|^position_embd|^token_types|ssm_conv1d|shortconv\.conv|indexer\.[kq]_proj|time_mix_|attn_rel_b|position_embd|sam\.|rel_pos|patch_embd|patch_merger|a\.rvq\.codebook|mm\.a\.code_embd/;

/** Matrices of weights; trailing dimensions of one do not make a matrix. */
const isQuantised = ({ name, dims }: MixedTensor): boolean =>
  dims.slice(1).some((dim) => dim > 1) && name.endsWith('weight') && !leftAlone.test(name);

const fallbacks: Partial<Record<WritableType, WritableType>> = { Q4_K: 'Q5_0', Q5_K: 'Q5_1', Q6_K: 'Q8_0' };

function fitting(type: WritableType, row: number): WritableType {
  const is256 = type in fallbacks;
  const chosen = is256 && row % 256 !== 0 ? (fallbacks[type] ?? type) : type;
  return chosen.startsWith('Q') && row % 32 !== 0 ? 'F16' : chosen;
}
