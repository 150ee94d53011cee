import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { type DecoderShape, decoderShape } from '../decoder-shape.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import { dequantiserOf } from '../quantise/dequantise.ts';
import { type GgufVocabulary, vocabularyOf } from '../tokenizer/gguf-vocabulary.ts';
import { visibleText } from '../visible-text.ts';
import { type RotaryPlan, rotaryPlan } from './rotary.ts';

/** Positions of the rotation tables; `both` keeps both of long-rope's, null takes the model's own. */
export type ContextChoice = number | 'both' | null;

/** Everything a conversion needs to know of its source before it writes. */
export interface OnnxPlan {
  readonly gguf: OpenGguf;
  readonly shape: DecoderShape;
  readonly vocabulary: GgufVocabulary;
  readonly rotary: RotaryPlan;
  /** Tokens the converted model can hold. */
  readonly contextTokens: number;
  /** The context at which llama.cpp rotates as the converted model does. */
  readonly verifyTokens: number;
}

/** Everything that can be wrong with a source is found here. @throws HeatsoakError naming it; nothing was written */
export async function planOnnx(gguf: OpenGguf, context: ContextChoice): Promise<OnnxPlan> {
  const shape = decoderShape(gguf);
  refusePartialRotation(shape, gguf.path);
  const vocabulary = vocabularyOf(gguf.metadata);
  const rotary = await rotaryPlan(gguf, shape, context);
  checkTensors(gguf, shape, rotary);
  const contextTokens = Math.max(...rotary.tables.map(({ positions }) => positions));
  const verifyTokens = rotary.isLong ? (shape.rotation.originalTokens ?? shape.trainedTokens) + 1 : 1;
  return { gguf, shape, vocabulary, rotary, contextTokens, verifyTokens };
}

/** onnxruntime's attention rotates heads as a whole. */
function refusePartialRotation({ headSize, rotation }: DecoderShape, path: string): void {
  if (rotation.dimensions === headSize) return;
  throw new HeatsoakError(
    'MODEL_ROPE',
    `${path}: rotating ${rotation.dimensions} of ${headSize} dimensions cannot be expressed in ONNX`,
    { where: path, hint: 'heatsoak model convert to .mlpackage can' },
  );
}

/** The tensors of the shape, with their dimensions in the source's order. */
function expectedTensors(shape: DecoderShape): Map<string, readonly number[]> {
  const { hidden, heads, headSize, keyValueHeads, feedForward, vocabulary } = shape;
  const [queries, keys] = [heads * headSize, keyValueHeads * headSize];
  const fused: [string, readonly number[]][] = [
    ['attn_qkv', [hidden, queries + 2 * keys]],
    ['ffn_up', [hidden, 2 * feedForward]],
  ];
  const separate: [string, readonly number[]][] = [
    ['attn_q', [hidden, queries]],
    ['attn_k', [hidden, keys]],
    ['attn_v', [hidden, keys]],
    ['ffn_gate', [hidden, feedForward]],
    ['ffn_up', [hidden, feedForward]],
  ];
  const parts: [string, readonly number[]][] = [
    ['attn_norm', [hidden]],
    ['ffn_norm', [hidden]],
    ['attn_output', [queries, hidden]],
    ['ffn_down', [feedForward, hidden]],
    ...(shape.architecture === 'phi3' ? fused : separate),
  ];
  const blocks = Array.from({ length: shape.layers }, (_, layer) =>
    parts.map(([name, dims]) => [`blk.${layer}.${name}.weight`, dims] as const),
  );
  return new Map([
    ['token_embd.weight', [hidden, vocabulary]],
    ['output_norm.weight', [hidden]],
    ['output.weight', [hidden, vocabulary]],
    ...blocks.flat(),
  ]);
}

function checkTensors(gguf: OpenGguf, shape: DecoderShape, rotary: RotaryPlan): void {
  const expected = expectedTensors(shape);
  for (const [name, dims] of expected) {
    const tensor = name === 'output.weight' ? gguf.findTensor(name) : gguf.tensor(name);
    if (!tensor) continue;
    dequantiserOf(tensor.type, tensor.name);
    if (String(tensor.dims) !== String(dims)) {
      const is = `${tensor.dims.join(' x ')}; the metadata says ${dims.join(' x ')}`;
      throw new HeatsoakError('TENSOR_SHAPE', `${gguf.path}: tensor ${name} is of ${is}`, {
        where: gguf.path,
      });
    }
  }
  const used = new Set([...expected.keys(), ...rotary.used.map(({ name }) => name)]);
  const left = gguf.tensors.find(({ name }) => !used.has(name));
  if (!left) return;
  throw new HeatsoakError(
    'ARCHITECTURE_UNSUPPORTED',
    `${gguf.path}: the conversion does not know the tensor ${visibleText(left.name)}`,
    { where: gguf.path, hint: 'a variant of the architecture, such as one with biases, cannot be converted' },
  );
}
