import { fromHalf, toHalf } from './half.ts';

/** Every step is rounded to single precision, as in ggml. An imported constant would not be inlined: ten times slower. */
const single = Math.fround;
/** Adding and taking away 1.5 · 2^23 rounds to an integer, ties to even (ggml's `nearest_int`). */
const NO_FRACTION = 12_582_912;
const nearestInteger = (value: number): number => single(value + NO_FRACTION) - NO_FRACTION;
/** 0.1f */
const STEP = single(0.1);

const BLOCK = 256;
const BLOCK_BYTES = 210;
const GROUP = 16;
const GROUPS = 16;
/** Levels run from -32 to 31, and are stored with 32 added. */
const MIDDLE = 32;
/** ggml's GROUP_MAX_EPS: below it a group counts as zero. */
const NOTHING = single(1e-15);

const scales = new Float32Array(GROUPS);
const levels = new Uint8Array(BLOCK);

/** `quantize_row_q6_K_ref` of ggml, byte for byte. */
export function quantiseQ6_K(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array((values.length / BLOCK) * BLOCK_BYTES);
  const view = new DataView(bytes.buffer);
  for (let from = 0, at = 0; from < values.length; from += BLOCK, at += BLOCK_BYTES) {
    for (let group = 0; group < GROUPS; group++) scales[group] = fitScale(values, from, GROUP * group);
    const largest = scales.reduce((most, scale) => (Math.abs(scale) > Math.abs(most) ? scale : most), 0);
    if (Math.abs(largest) < NOTHING) continue;
    writeScales(view, at, single(-128 / largest));
    roundToScales(values, from, view, at);
    writeLevels(view, at);
  }
  return bytes;
}

const search = { product: 0, square: 0 };

/** ggml's `make_qx_quants` on 16 values: the scale among 19 of least error, where large values weigh more. */
function fitScale(values: Float32Array, from: number, group: number): number {
  let extreme = 0;
  for (let i = from + group; i < from + group + GROUP; i++) {
    const value = values[i] ?? 0;
    if (Math.abs(value) > Math.abs(extreme)) extreme = value;
  }
  if (Math.abs(extreme) < NOTHING) {
    levels.fill(0, group, group + GROUP);
    return 0;
  }
  let inverse = single(-MIDDLE / extreme);
  tryScale(values, from + group, inverse);
  let scale = search.square === 0 ? 0 : single(search.product / search.square);
  let best = single(scale * search.product);
  for (let step = -9; step <= 9; step++) {
    if (step === 0) continue;
    const tried = single(-single(MIDDLE + single(STEP * step)) / extreme);
    tryScale(values, from + group, tried);
    const { product, square } = search;
    if (!(square > 0 && single(product * product) > single(best * square))) continue;
    inverse = tried;
    scale = single(product / square);
    best = single(scale * product);
  }
  for (let i = group; i < group + GROUP; i++)
    levels[i] = MIDDLE + clamped(nearestInteger(single(inverse * (values[from + i] ?? 0))));
  return scale;
}

/** Sums for one inverse scale: value² · value · level and value² · level². */
function tryScale(values: Float32Array, from: number, inverse: number): void {
  let product = 0;
  let square = 0;
  for (let i = from; i < from + GROUP; i++) {
    const value = values[i] ?? 0;
    const level = clamped(nearestInteger(single(inverse * value)));
    const weight = single(value * value);
    product = single(product + single(single(weight * value) * level));
    square = single(square + single(single(weight * level) * level));
  }
  search.product = product;
  search.square = square;
}

const clamped = (level: number): number =>
  level < -MIDDLE ? -MIDDLE : level > MIDDLE - 1 ? MIDDLE - 1 : level;

function writeScales(view: DataView, at: number, perScale: number): void {
  view.setUint16(at + 208, toHalf(single(1 / perScale)), true);
  for (let group = 0; group < GROUPS; group++)
    view.setInt8(at + 192 + group, Math.min(127, nearestInteger(single(perScale * (scales[group] ?? 0)))));
}

/** Levels once more, now against the scales as they were stored. */
function roundToScales(values: Float32Array, from: number, view: DataView, at: number): void {
  const blockScale = fromHalf(view.getUint16(at + 208, true));
  for (let group = 0; group < GROUPS; group++) {
    const scale = single(blockScale * view.getInt8(at + 192 + group));
    if (scale === 0) continue;
    for (let i = GROUP * group; i < GROUP * (group + 1); i++)
      levels[i] = MIDDLE + clamped(nearestInteger(single((values[from + i] ?? 0) / scale)));
  }
}

/** 128 levels share 64 bytes of low nibbles and 32 bytes of high pairs. */
function writeLevels(view: DataView, at: number): void {
  for (let half = 0; half < 2; half++) {
    for (let i = 0; i < 32; i++) {
      const first = 128 * half + i;
      const [one, two] = [levels[first] ?? 0, levels[first + 32] ?? 0];
      const [three, four] = [levels[first + 64] ?? 0, levels[first + 96] ?? 0];
      view.setUint8(at + 64 * half + i, (one & 15) | ((three & 15) << 4));
      view.setUint8(at + 64 * half + 32 + i, (two & 15) | ((four & 15) << 4));
      const high = (one >> 4) | ((two >> 4) << 2) | ((three >> 4) << 4) | ((four >> 4) << 6);
      view.setUint8(at + 128 + 32 * half + i, high);
    }
  }
}
