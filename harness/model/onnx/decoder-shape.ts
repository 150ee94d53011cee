import { HeatsoakError } from '../../protocol/error.ts';
import { countOf, numberOf, required, textOf } from '../gguf/metadata.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import { visibleText } from '../visible-text.ts';

export const architectures = ['phi3', 'llama'] as const;
export type Architecture = (typeof architectures)[number];

/** The numbers of a decoder-only model that its graph is built from. */
export interface DecoderShape {
  readonly architecture: Architecture;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  /** Tokens the model was made for, with long-rope where it has it. */
  readonly contextTokens: number;
  /** Tokens it was trained on before its rotation was stretched; llama.cpp switches to the long factors above it. */
  readonly originalContextTokens: number;
  readonly epsilon: number;
  readonly ropeBase: number;
  /** What long-rope multiplies cosines and sines with. */
  readonly attentionFactor: number;
  /** llama files pair neighbouring dimensions (their rows were permuted for it), phi3 files the two halves of a head. */
  readonly rotaryInterleaved: boolean;
}

/**
 * Reads the shape out of a GGUF file's metadata.
 * @throws HeatsoakError `ARCHITECTURE_UNSUPPORTED` or `GGUF_METADATA`, naming what is not supported or not there
 */
export function decoderShape(gguf: OpenGguf): DecoderShape {
  const { metadata } = gguf;
  const architecture = architectureOf(required(textOf, metadata, 'general.architecture'), gguf.path);
  const key = (name: string): string => `${architecture}.${name}`;
  const count = (name: string): number => required(countOf, metadata, key(name));
  const [hidden, heads, contextTokens] = ['embedding_length', 'attention.head_count', 'context_length'].map(
    count,
  ) as [number, number, number];
  const shape: DecoderShape = {
    architecture,
    layers: count('block_count'),
    hidden,
    heads,
    keyValueHeads: countOf(metadata, key('attention.head_count_kv')) ?? heads,
    headSize: countOf(metadata, key('attention.key_length')) ?? hidden / heads,
    feedForward: count('feed_forward_length'),
    vocabulary: gguf.tensor('token_embd.weight').dims[1] ?? 0,
    contextTokens,
    originalContextTokens: countOf(metadata, key('rope.scaling.original_context_length')) ?? contextTokens,
    epsilon: required(numberOf, metadata, key('attention.layer_norm_rms_epsilon')),
    ropeBase: numberOf(metadata, key('rope.freq_base')) ?? 10_000,
    attentionFactor: numberOf(metadata, key('rope.scaling.attn_factor')) ?? 1,
    rotaryInterleaved: architecture === 'llama',
  };
  refuseOddities(shape, gguf);
  return shape;
}

function architectureOf(name: string, path: string): Architecture {
  const found = architectures.find((each) => each === name);
  if (found) return found;
  throw unsupported(`the architecture ${visibleText(name)}`, path);
}

/** What the graph would get wrong is refused by name. */
function refuseOddities(shape: DecoderShape, { metadata, path }: OpenGguf): void {
  const { architecture, headSize, heads, keyValueHeads, layers } = shape;
  if (!Number.isInteger(headSize) || headSize % 2 !== 0 || keyValueHeads === 0 || heads % keyValueHeads !== 0)
    throw unsupported(`${heads} heads, ${keyValueHeads} of them with keys, of ${headSize}`, path);
  if (layers < 1 || layers > 1000) throw unsupported(`${layers} layers`, path);
  const rotated = countOf(metadata, `${architecture}.rope.dimension_count`) ?? headSize;
  if (rotated !== headSize) throw unsupported(`rotating ${rotated} of ${headSize} dimensions`, path);
  const scaling = textOf(metadata, `${architecture}.rope.scaling.type`);
  if (scaling !== null && scaling !== 'none' && scaling !== 'longrope')
    throw unsupported(`rope scaling of type ${visibleText(scaling)}`, path);
  if ((countOf(metadata, `${architecture}.expert_count`) ?? 0) > 0) throw unsupported('experts', path);
}

const unsupported = (what: string, path: string): HeatsoakError =>
  new HeatsoakError('ARCHITECTURE_UNSUPPORTED', `${path}: ${what} cannot be converted`, {
    where: path,
    hint: `dense models of the architectures ${architectures.join(' and ')} can`,
  });
