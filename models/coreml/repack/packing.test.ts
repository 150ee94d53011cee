import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tensorTypes } from '../../gguf/tensor-types.ts';
import { type DequantisableType, dequantise } from '../../quantise/dequantise.ts';
import { toHalf } from '../../quantise/half.ts';
import { packingOf } from './packing.ts';
import { unpackBlockwise } from './unpack.ts';

const BLOCKS = 4;

/** Random quants with scales of a real model's size at the type's places for them. */
function blocksOf(type: DequantisableType, bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer);
  const size = tensorTypes[type].bytes;
  const halves: Partial<Record<DequantisableType, readonly number[]>> = {
    Q6_K: [208],
    Q3_K: [108],
    Q2_K: [80, 82],
    Q4_K: [0, 2],
    Q5_K: [0, 2],
    Q4_1: [0, 2],
    Q5_1: [0, 2],
  };
  for (let at = 0; at < bytes.length; at += size)
    for (const place of halves[type] ?? [0])
      view.setUint16(
        at + place,
        toHalf((1 + (bytes[at + place] ?? 0) / 256) * 2e-3 * (place === 2 ? 4 : 1)),
        true,
      );
  return bytes;
}

/** Largest error of the repacked weights, and the largest weight. */
function errorOf(type: DequantisableType, bytes: Uint8Array, offsets: 'float' | 'none'): [number, number] {
  const packing = packingOf(type, offsets);
  if (!packing) throw new Error(`${type} is not packed`);
  const weights = (bytes.length / tensorTypes[type].bytes) * tensorTypes[type].elements;
  const wanted = new Float32Array(weights);
  dequantise[type](bytes, wanted);
  const blocks = weights / packing.block;
  const packed = {
    data: new Uint8Array(packing.dataType.endsWith('4') ? weights / 2 : weights),
    scales: new Uint16Array(blocks),
    offsets: packing.hasOffset ? new Uint16Array(blocks) : null,
  };
  packing.pack(bytes, packed);
  const found = new Float32Array(weights);
  unpackBlockwise({ ...packed, dataType: packing.dataType, block: packing.block }, found);
  const error = wanted.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? Number.NaN))),
    0,
  );
  return [error, wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)];
}

/** Half precision rounds to 2^-11; a product of two such numbers and a difference stay within a few of them. */
const HALF_STEPS = 2 ** -9;

test.each([
  ['Q4_0', 'float', HALF_STEPS],
  ['Q8_0', 'float', HALF_STEPS],
  ['Q4_K', 'float', HALF_STEPS],
  ['Q5_K', 'float', HALF_STEPS],
  ['Q6_K', 'float', HALF_STEPS],
  // Eight bits: half a step of a 127th, and the roundings.
  ['Q4_K', 'none', 0.5 / 127 + HALF_STEPS],
  ['Q5_K', 'none', 0.5 / 127 + HALF_STEPS],
  ['Q4_1', 'float', 0.5 / 127 + HALF_STEPS],
  ['Q5_0', 'float', 0.5 / 127 + HALF_STEPS],
  ['Q5_1', 'float', 0.5 / 127 + HALF_STEPS],
  ['Q2_K', 'float', 0.5 / 127 + HALF_STEPS],
  ['Q3_K', 'float', 0.5 / 127 + HALF_STEPS],
] as const)('%s with offsets %s stays within its error of any block', (type, offsets, share) => {
  const size = tensorTypes[type].bytes * BLOCKS;
  fc.assert(
    fc.property(fc.uint8Array({ minLength: size, maxLength: size }), (bytes) => {
      const [error, largest] = errorOf(type, blocksOf(type, Uint8Array.from(bytes)), offsets);
      expect(error).toBeLessThanOrEqual(largest * share + 1e-7);
    }),
    { numRuns: 60 },
  );
});

test('a group without a scale keeps its minimum', () => {
  const bytes = new Uint8Array(144);
  const view = new DataView(bytes.buffer);
  view.setUint16(2, toHalf(0.25), true);
  bytes[4 + 4] = 3; // minimum of group 0, whose scale is 0
  bytes.fill(0xff, 16);
  const [error, largest] = errorOf('Q4_K', bytes, 'float');
  expect(largest).toBe(0.75);
  expect(error).toBe(0);
});

test('plain numbers stay plain', () => {
  for (const type of ['F32', 'F16', 'BF16'] as const) expect(packingOf(type, 'float')).toBeNull();
});
