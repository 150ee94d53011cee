import { HeatsoakError } from '../harness/errors/heatsoak-error.ts';
import { nearestName } from '../harness/errors/nearest.ts';
import type { Architecture, LayerAttention } from './architectures/architecture.ts';
import { architectureNamed, architectures } from './architectures/architectures.ts';
import { countOf, numberOf, required, textOf } from './gguf/metadata.ts';
import type { OpenGguf } from './gguf/open-gguf.ts';
import { localRotationOf, type Rotation, rotationOf } from './rotation.ts';
import { refuseShard } from './supply/shards/refuse-shard.ts';
import { visibleText } from './visible-text.ts';

/** The numbers of a decoder-only transformer that its graph is built from, as its GGUF metadata gives them. */
export interface DecoderShape {
  readonly architecture: Architecture;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  /** What the model was made for; a converted one may hold fewer. */
  readonly trainedTokens: number;
  readonly epsilon: number;
  readonly rotation: Rotation;
  /** Of layers with a window; null where none has one. */
  readonly localRotation: Rotation | null;
  /** Layer by layer. */
  readonly attention: readonly LayerAttention[];
}

/**
 * The shape of a model that a converter is to write.
 * @throws HeatsoakError `MODEL_ARCHITECTURE` for one that is not converted, `MODEL_SHAPE` for numbers that do not fit,
 *   `MODEL_ROPE` for a rotation that is not known, `MODEL_SPLIT` for a shard, `GGUF_METADATA` for missing or mistyped entries
 */
export function decoderShape(gguf: OpenGguf): DecoderShape {
  refuseShard(gguf);
  const { metadata } = gguf;
  const architecture = architectureOf(textOf(metadata, 'general.architecture'));
  const optional = (name: string): number | null => countOf(metadata, `${architecture.name}.${name}`);
  const count = (name: string): number => {
    const key = `${architecture.name}.${name}`;
    return positive(key, required(countOf, metadata, key));
  };
  const hidden = count('embedding_length');
  const heads = count('attention.head_count');
  const shape = {
    architecture,
    layers: count('block_count'),
    hidden,
    heads,
    keyValueHeads: optional('attention.head_count_kv') ?? heads,
    headSize: optional('attention.key_length') ?? hidden / heads,
    feedForward: count('feed_forward_length'),
    vocabulary: gguf.tensor('token_embd.weight').dims[1] ?? 0,
    trainedTokens: count('context_length'),
    epsilon: required(numberOf, metadata, `${architecture.name}.attention.layer_norm_rms_epsilon`),
  };
  checkShape(shape, optional('attention.value_length'), optional('expert_count'));
  refuseCap(metadata, architecture);
  const rotation = rotationOf(metadata, architecture, shape.headSize);
  const windows = {
    tokens: optional('attention.sliding_window') ?? 0,
    period: optional('attention.sliding_window_pattern'),
  };
  const attention = Array.from({ length: shape.layers }, (_, layer) => architecture.layer(layer, windows));
  const isLocal = attention.some((each) => each.rotation === 'local');
  const localRotation = isLocal ? localRotationOf(metadata, architecture, rotation) : null;
  return { ...shape, rotation, localRotation, attention };
}

function architectureOf(found: string | null): Architecture {
  const known = architectureNamed(found);
  if (known) return known;
  const names = architectures.map(({ name }) => name);
  const near = nearestName(found ?? '', names);
  throw new HeatsoakError(
    'MODEL_ARCHITECTURE',
    `models of architecture ${visibleText(found ?? 'unknown')} are not converted`,
    {
      hint: `${names.join(', ')} are${near ? `; did you mean ${near}?` : ''}; the GGUF file itself runs in llama.cpp`,
    },
  );
}

/** No model comes near these; a file that claims more is hostile, and would fill the memory or the disk. */
const MOST_LAYERS = 1024;
const MOST_TOKENS = 1 << 24;
const LARGEST_SIZE = 1 << 20;

function positive(key: string, value: number): number {
  const most = key.endsWith('block_count')
    ? MOST_LAYERS
    : key.endsWith('context_length')
      ? MOST_TOKENS
      : LARGEST_SIZE;
  if (value > 0 && value <= most) return value;
  throw wrongShape(`${key} is ${value}; 1 to ${most} are usual`);
}

function checkShape(
  shape: Omit<DecoderShape, 'rotation' | 'localRotation' | 'attention'>,
  valueLength: number | null,
  experts: number | null,
): void {
  const { heads, keyValueHeads, headSize, epsilon } = shape;
  if (!Number.isInteger(headSize) || headSize < 2 || headSize % 2 !== 0 || headSize > LARGEST_SIZE)
    throw wrongShape(`heads of ${headSize} numbers cannot be rotated in halves`);
  if (keyValueHeads < 1 || heads % keyValueHeads !== 0)
    throw wrongShape(`${heads} heads do not share ${keyValueHeads} keys and values`);
  if (valueLength !== null && valueLength !== headSize)
    throw wrongShape(`keys of ${headSize} and values of ${valueLength} numbers differ`);
  if (!(epsilon > 0 && epsilon < 1)) throw wrongShape(`the norms' epsilon is ${epsilon}`);
  if (experts !== null && experts > 0) throw wrongShape(`${experts} experts; only dense models are`);
}

/** A cap on logits is a step that no graph here has; Gemma 3 has none, though its metadata could name one. */
function refuseCap(metadata: OpenGguf['metadata'], { name }: Architecture): void {
  const cap = numberOf(metadata, `${name}.final_logit_softcapping`) ?? 0;
  if (cap !== 0) throw wrongShape(`its logits are capped at ${cap}`);
}

/** Numbers of a model that do not go together, or with its tensors. */
export const wrongShape = (why: string): HeatsoakError =>
  new HeatsoakError('MODEL_SHAPE', `the model cannot be converted: ${why}`, {
    hint: 'heatsoak model inspect shows its metadata',
  });
