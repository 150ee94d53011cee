import { type DecoderShape, decoderShape } from '../decoder-shape.ts';
import { decoderTensors } from '../decoder-tensors.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import { type GgufVocabulary, vocabularyOf } from '../tokenizer/gguf-vocabulary.ts';
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
  decoderTensors(gguf, shape);
  const vocabulary = vocabularyOf(gguf.metadata);
  const rotary = await rotaryPlan(gguf, shape, context);
  const contextTokens = Math.max(...rotary.tables.map(({ positions }) => positions));
  const verifyTokens = rotary.isLong ? (shape.rotation.originalTokens ?? shape.trainedTokens) + 1 : 1;
  return { gguf, shape, vocabulary, rotary, contextTokens, verifyTokens };
}
