import { HeatsoakError } from '../../../protocol/error.ts';
import { nearestName } from '../../../protocol/nearest.ts';
import { countOf, numberOf, required, textOf } from '../../gguf/metadata.ts';
import type { OpenGguf } from '../../gguf/open-gguf.ts';
import { visibleText } from '../../visible-text.ts';
import { type Rope, ropeOf } from './rope.ts';

export const architectures = ['phi3', 'llama'] as const;
export type Architecture = (typeof architectures)[number];

/** The shape of a decoder-only transformer, as its GGUF metadata gives it. */
export interface DecoderShape {
  readonly architecture: Architecture;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  /** What the model was made for; a package may hold fewer. */
  readonly trainedTokens: number;
  readonly epsilon: number;
  readonly rope: Rope;
}

/**
 * The shape of the model in `gguf`, for a cache of `contextTokens`.
 * @throws HeatsoakError `MODEL_ARCHITECTURE` for one that is not converted, `MODEL_SHAPE` for numbers that do not fit,
 *   `GGUF_METADATA` for missing or mistyped entries
 */
export function decoderShape(gguf: OpenGguf, contextTokens: number | null): DecoderShape {
  const { metadata } = gguf;
  const architecture = architectureOf(textOf(metadata, 'general.architecture'));
  const count = (name: string): number =>
    positive(`${architecture}.${name}`, required(countOf, metadata, `${architecture}.${name}`));
  const optional = (name: string): number | null => countOf(metadata, `${architecture}.${name}`);
  const hidden = count('embedding_length');
  const heads = count('attention.head_count');
  const headSize = optional('attention.key_length') ?? hidden / heads;
  const trainedTokens = count('context_length');
  const shape = {
    architecture,
    layers: count('block_count'),
    hidden,
    heads,
    keyValueHeads: optional('attention.head_count_kv') ?? heads,
    headSize,
    feedForward: count('feed_forward_length'),
    vocabulary: gguf.tensor('token_embd.weight').dims[1] ?? 0,
    trainedTokens,
    epsilon: required(numberOf, metadata, `${architecture}.attention.layer_norm_rms_epsilon`),
  };
  checkShape(shape, optional('attention.value_length'));
  return { ...shape, rope: ropeOf(gguf, architecture, headSize, contextTokens ?? trainedTokens) };
}

function architectureOf(found: string | null): Architecture {
  const known = architectures.find((each) => each === found);
  if (known) return known;
  const near = nearestName(found ?? '', architectures);
  throw new HeatsoakError(
    'MODEL_ARCHITECTURE',
    `models of architecture ${visibleText(found ?? 'unknown')} are not converted to Core ML`,
    { hint: `${architectures.join(' and ')} are${near ? `; did you mean ${near}?` : ''}` },
  );
}

/** No model comes near these; a file that claims more is hostile, and would fill the memory. */
const MOST_LAYERS = 1024;
const LARGEST_SIZE = 1 << 20;

function positive(key: string, value: number): number {
  const most = key.endsWith('block_count')
    ? MOST_LAYERS
    : key.endsWith('context_length')
      ? 1 << 24
      : LARGEST_SIZE;
  if (value > 0 && value <= most) return value;
  throw wrong(`${key} is ${value}; 1 to ${most} are usual`);
}

function checkShape(shape: Omit<DecoderShape, 'rope'>, valueLength: number | null): void {
  const { heads, keyValueHeads, headSize, epsilon } = shape;
  if (!Number.isInteger(headSize) || headSize % 2 !== 0 || headSize > LARGEST_SIZE)
    throw wrong(`heads of ${headSize} numbers cannot be rotated in halves`);
  if (keyValueHeads < 1 || heads % keyValueHeads !== 0)
    throw wrong(`${heads} heads do not share ${keyValueHeads} keys and values`);
  if (valueLength !== null && valueLength !== headSize)
    throw wrong(`keys of ${headSize} and values of ${valueLength} numbers differ`);
  if (!(epsilon > 0 && epsilon < 1)) throw wrong(`the norms' epsilon is ${epsilon}`);
}

export const wrong = (why: string): HeatsoakError =>
  new HeatsoakError('MODEL_SHAPE', `the model cannot be converted: ${why}`, {
    hint: 'heatsoak model inspect shows its metadata',
  });
