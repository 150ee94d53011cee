import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { type DecoderShape, wrongShape } from '../decoder-shape.ts';
import { ropeFactors } from '../decoder-tensors.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import type { GgufTensor } from '../gguf/read-gguf.ts';
import type { Rotation } from '../rotation.ts';

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
  const [short, long] = [gguf.findTensor(ropeFactors.short), gguf.findTensor(ropeFactors.long)];
  if (!short || !long) {
    if (short || long) throw wrongShape('its long rope has one of two lists of factors');
    return onlyTable(gguf, typeof context === 'number' ? context : trainedTokens);
  }
  const used = [short, long];
  const shortTable = { positions: original, factors: await gguf.readFloats(short) };
  const longFactors = await gguf.readFloats(long);
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

async function onlyTable(gguf: OpenGguf, positions: number): Promise<RotaryPlan> {
  const tensor = gguf.findTensor(ropeFactors.always);
  const factors = tensor && (await gguf.readFloats(tensor));
  const used = tensor ? [tensor] : [];
  return { tables: [{ positions, factors }], switchAfter: null, isLong: false, used, note: null };
}

const BOTH =
  'long-rope with both factors: a sequence that grows past the original context needs its cache filled anew, ' +
  'as onnxruntime-genai does';

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
  rotation: Rotation,
  of: 'cos' | 'sin',
): Iterable<Float32Array> {
  const { base, dimensions, unscaledShares, magnitude } = rotation;
  const pairs = dimensions / 2;
  const positionScale = Math.fround(rotation.positionScale);
  const ratio = Math.fround(base ** (-2 / dimensions));
  for (let first = 0; first < positions; first += POSITIONS_AT_ONCE) {
    const rows = new Float32Array(Math.min(POSITIONS_AT_ONCE, positions - first) * pairs);
    for (let at = 0, position = first; at < rows.length; position++) {
      let angle = position;
      for (let pair = 0; pair < pairs; pair++, at++) {
        const divided = Math.fround(angle / (factors?.[pair] ?? 1));
        const share = unscaledShares[pair] ?? 0;
        const scaled = Math.fround(Math.fround(positionScale * divided) * Math.fround(1 - share));
        rows[at] = Math[of](Math.fround(scaled + Math.fround(divided * share))) * magnitude;
        angle = Math.fround(angle * ratio);
      }
    }
    yield rows;
  }
}
