import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import type { DecoderShape } from '../decoder-shape.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import type { GgufTensor } from '../gguf/read-gguf.ts';

/** Which positions the tables of cosines and sines hold, and what divides the frequencies there. */
export interface RotaryTable {
  readonly positions: number;
  /** One a pair of dimensions; null for no factors. */
  readonly factors: Float32Array | null;
}

/** The tables of a model, one after the other, and the tensors they were made of. */
export interface RotaryPlan {
  readonly tables: readonly RotaryTable[];
  /** With two tables: the second counts from the first token whose sequence is longer than this. */
  readonly switchAfter: number | null;
  /** The only table is long-rope's long one. */
  readonly isLong: boolean;
  readonly used: readonly GgufTensor[];
  readonly note: string | null;
}

const FACTORS = 'rope_freqs.weight';
const SHORT = 'rope_factors_short.weight';
const LONG = 'rope_factors_long.weight';

/**
 * The tables for a context of `contextTokens`; `both` keeps long-rope's short and long factors and lets the graph choose
 * by the length of the sequence.
 * @throws HeatsoakError `CONTEXT_TOO_LONG` beyond the model's own
 */
export async function rotaryPlan(
  gguf: OpenGguf,
  shape: DecoderShape,
  context: number | 'both' | null,
): Promise<RotaryPlan> {
  const { trainedTokens } = shape;
  const original = shape.rotation.originalTokens ?? trainedTokens;
  if (typeof context === 'number' && (context < 1 || context > trainedTokens)) throw tooLong(context, shape);
  const [short, long] = [gguf.findTensor(SHORT), gguf.findTensor(LONG)];
  if (!short || !long) {
    const tensor = gguf.findTensor(FACTORS);
    const factors = tensor && (await factorsOf(gguf, tensor, shape));
    const positions = typeof context === 'number' ? context : trainedTokens;
    return {
      tables: [{ positions, factors }],
      switchAfter: null,
      isLong: false,
      used: tensor ? [tensor] : [],
      note: null,
    };
  }
  const used = [short, long];
  const shortTable = { positions: original, factors: await factorsOf(gguf, short, shape) };
  const longFactors = await factorsOf(gguf, long, shape);
  if (context === 'both') {
    const tables = [shortTable, { positions: trainedTokens, factors: longFactors }];
    return { tables, switchAfter: original, isLong: false, used, note: BOTH };
  }
  const positions = context ?? original;
  const isLong = positions > original;
  const table = isLong ? { positions, factors: longFactors } : { ...shortTable, positions };
  const note = `long-rope with its ${isLong ? 'long' : 'short'} factors, as llama.cpp takes them at this context`;
  return { tables: [table], switchAfter: null, isLong, used, note };
}

const BOTH =
  'long-rope with both factors: a sequence that grows past the original context needs its cache filled anew, ' +
  'as onnxruntime-genai does';

async function factorsOf(
  gguf: OpenGguf,
  tensor: GgufTensor,
  { headSize }: DecoderShape,
): Promise<Float32Array> {
  if (tensor.dims[0] === headSize / 2 && tensor.dims.length === 1) return gguf.readFloats(tensor);
  throw new HeatsoakError(
    'TENSOR_SHAPE',
    `tensor ${tensor.name} is of ${tensor.dims.join(' x ')}; one factor for each of ${headSize / 2} pairs is needed`,
  );
}

const tooLong = (asked: number, { trainedTokens }: DecoderShape): HeatsoakError =>
  new HeatsoakError('CONTEXT_TOO_LONG', `a context of ${asked} tokens was asked for`, {
    hint: `this model has 1 to ${trainedTokens}`,
  });

const POSITIONS_AT_ONCE = 4096;

/**
 * Rows of one table, piece by piece, rounded at every step as ggml does it: at position 100 000 the difference to exact
 * angles would be seen.
 */
export function* rotaryRows(
  { positions, factors }: RotaryTable,
  { headSize, rotation }: DecoderShape,
  of: 'cos' | 'sin',
): Iterable<Float32Array> {
  const pairs = headSize / 2;
  const { base, magnitude } = rotation;
  const positionScale = Math.fround(rotation.positionScale);
  const ratio = Math.fround(base ** (-2 / headSize));
  for (let first = 0; first < positions; first += POSITIONS_AT_ONCE) {
    const rows = new Float32Array(Math.min(POSITIONS_AT_ONCE, positions - first) * pairs);
    for (let at = 0, position = first; at < rows.length; position++) {
      let angle = position;
      for (let pair = 0; pair < pairs; pair++, at++) {
        const divided = Math.fround(angle / (factors?.[pair] ?? 1));
        rows[at] = Math[of](Math.fround(positionScale * divided)) * magnitude;
        angle = Math.fround(angle * ratio);
      }
    }
    yield rows;
  }
}
