import { groupMinimumOf, groupScaleOf } from './dequantise-k.ts';
import { type Fit, fitScaleAndMinimum, GROUP, type Search } from './fit-scale-and-minimum.ts';
import { fromHalf, toHalf } from './half.ts';

const BLOCK = 256;
const GROUPS = 8;
/** Scales and minima of the groups have 6 bits. */
const MOST = 63;

interface Format {
  readonly blockBytes: number;
  /** Where the nibbles start. */
  readonly nibblesAt: number;
  readonly mostLevel: number;
  readonly search: Search;
}

const q4: Format = { blockBytes: 144, nibblesAt: 16, mostLevel: 15, search: { start: -1, steps: 20 } };
const q5: Format = { blockBytes: 176, nibblesAt: 48, mostLevel: 31, search: { start: -0.5, steps: 15 } };

export const quantiseQ4_K = (values: Float32Array): Uint8Array => quantiseK(values, q4);
export const quantiseQ5_K = (values: Float32Array): Uint8Array => quantiseK(values, q5);

/** Local, so that they are inlined; see `fitScaleAndMinimum`. */
const single = Math.fround;
const NO_FRACTION = 12_582_912;
const nearestInteger = (value: number): number => single(value + NO_FRACTION) - NO_FRACTION;

const scales = new Float32Array(GROUPS);
const minima = new Float32Array(GROUPS);
const levels = new Uint8Array(BLOCK);
/** One for each group; its levels are the group's part of the block's. */
const fits: readonly Fit[] = Array.from({ length: GROUPS }, (_, group) => ({
  scale: 0,
  minimum: 0,
  levels: levels.subarray(GROUP * group, GROUP * (group + 1)),
}));

/** `quantize_row_q4_K_ref` and `quantize_row_q5_K_ref` of ggml, byte for byte. */
function quantiseK(values: Float32Array, format: Format): Uint8Array {
  const bytes = new Uint8Array((values.length / BLOCK) * format.blockBytes);
  const view = new DataView(bytes.buffer);
  for (let from = 0, at = 0; from < values.length; from += BLOCK, at += format.blockBytes) {
    fitGroups(values, from, format);
    writeScales(view, at);
    roundToScales(values, from, view, at, format.mostLevel);
    writeLevels(view, at, format);
  }
  return bytes;
}

function fitGroups(values: Float32Array, from: number, { mostLevel, search }: Format): void {
  fits.forEach((fit, group) => {
    fitScaleAndMinimum(values, from + GROUP * group, mostLevel, search, fit);
    scales[group] = fit.scale;
    minima[group] = fit.minimum;
  });
}

function writeScales(view: DataView, at: number): void {
  const maxScale = scales.reduce((most, scale) => Math.max(most, scale), 0);
  const maxMinimum = minima.reduce((most, minimum) => Math.max(most, minimum), 0);
  const perScale = maxScale > 0 ? single(MOST / maxScale) : 0;
  const perMinimum = maxMinimum > 0 ? single(MOST / maxMinimum) : 0;
  view.setUint16(at, toHalf(single(maxScale / MOST)), true);
  view.setUint16(at + 2, toHalf(single(maxMinimum / MOST)), true);
  for (let group = 0; group < GROUPS; group++) {
    const scale = Math.min(MOST, nearestInteger(single(perScale * (scales[group] ?? 0))) & 255);
    const minimum = Math.min(MOST, nearestInteger(single(perMinimum * (minima[group] ?? 0))) & 255);
    putGroup(view, at + 4, group, scale, minimum);
  }
}

/** The inverse of `groupScaleOf` and `groupMinimumOf`. */
function putGroup(view: DataView, at: number, group: number, scale: number, minimum: number): void {
  if (group < 4) {
    view.setUint8(at + group, scale);
    view.setUint8(at + group + 4, minimum);
    return;
  }
  view.setUint8(at + group + 4, (scale & 15) | ((minimum & 15) << 4));
  view.setUint8(at + group - 4, view.getUint8(at + group - 4) | ((scale >> 4) << 6));
  view.setUint8(at + group, view.getUint8(at + group) | ((minimum >> 4) << 6));
}

/** Levels once more, now against the scales and minima as they were stored. */
function roundToScales(values: Float32Array, from: number, view: DataView, at: number, most: number): void {
  for (let group = 0; group < GROUPS; group++) {
    const scale = single(fromHalf(view.getUint16(at, true)) * groupScaleOf(view, at + 4, group));
    if (scale === 0) continue;
    const minimum = single(fromHalf(view.getUint16(at + 2, true)) * groupMinimumOf(view, at + 4, group));
    for (let i = GROUP * group; i < GROUP * (group + 1); i++) {
      const level = nearestInteger(single(single((values[from + i] ?? 0) + minimum) / scale));
      levels[i] = level < 0 ? 0 : level > most ? most : level;
    }
  }
}

function writeLevels(view: DataView, at: number, { nibblesAt, mostLevel }: Format): void {
  for (let pair = 0; pair < GROUPS / 2; pair++) {
    for (let i = 0; i < GROUP; i++) {
      const first = levels[2 * GROUP * pair + i] ?? 0;
      const second = levels[2 * GROUP * pair + GROUP + i] ?? 0;
      view.setUint8(at + nibblesAt + GROUP * pair + i, (first & 15) | ((second & 15) << 4));
      if (mostLevel === 15) continue;
      const high = ((first >> 4) << (2 * pair)) | ((second >> 4) << (2 * pair + 1));
      view.setUint8(at + 16 + i, view.getUint8(at + 16 + i) | high);
    }
  }
}
