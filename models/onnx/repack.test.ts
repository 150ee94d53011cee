import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dequantise } from '../quantise/dequantise.ts';
import { quantise } from '../quantise/quantise.ts';
import { floatBytes, floatsOf } from './float-bytes.ts';
import { type Packed, unpack } from './packed.ts';
import { packings, REQUANTISED, type RepackableType, requantise } from './repack.ts';

const WEIGHTS = 512;
const weights = fc.float32Array({
  minLength: WEIGHTS,
  maxLength: WEIGHTS,
  min: -8,
  max: 8,
  noNaN: true,
});

function packedAs(type: RepackableType, bytes: Uint8Array): Packed {
  const { bits, block, hasZeroPoints, pack } = packings[type];
  const packed = {
    quants: new Uint8Array((WEIGHTS * bits) / 8),
    scales: new Float32Array(WEIGHTS / block),
    zeroPoints: hasZeroPoints ? new Float32Array(WEIGHTS / block) : null,
  };
  pack(bytes, packed);
  return packed;
}

function repacked(type: RepackableType, bytes: Uint8Array): Float32Array {
  const values = new Float32Array(WEIGHTS);
  unpack(packedAs(type, bytes), packings[type], values);
  return values;
}

test.each(['Q4_0', 'Q4_1', 'Q5_0', 'Q8_0', 'Q4_K', 'Q6_K'] as RepackableType[])(
  '%s: repacked blocks stand for the weights that ggml reads out of them',
  (type) => {
    fc.assert(
      fc.property(weights, (values) => {
        const bytes = quantise[type](values);
        const expected = new Float32Array(WEIGHTS);
        dequantise[type](bytes, expected);
        const found = repacked(type, bytes);
        for (let i = 0; i < WEIGHTS; i++)
          expect(Math.abs((found[i] ?? 0) - (expected[i] ?? 0))).toBeLessThanOrEqual(4e-6);
      }),
      { numRuns: 25 },
    );
  },
);

test('Q4_K: a sub-block with no step and a minimum keeps its one value', () => {
  const bytes = new Uint8Array(2 * 144);
  // d = 1, dmin = 1, all scales 0, the first four minima 5; quants are arbitrary.
  for (const at of [0, 144]) {
    bytes.set([0, 0x3c, 0, 0x3c, 0, 0, 0, 0, 5, 5, 5, 5, 0, 0, 0, 0], at);
    bytes.fill(0xa7, at + 16, at + 144);
  }
  const found = repacked('Q4_K', bytes);
  expect([...found.subarray(0, 128)]).toEqual(new Array(128).fill(-5));
  expect([...found.subarray(128, 256)].map((value) => value + 0)).toEqual(new Array(128).fill(0));
});

test('Q4_K: a zero point is never one that half precision has no number for', () => {
  const bytes = new Uint8Array(2 * 144);
  // d = 1/256, dmin = 256, the first four scales and minima 1: the minimum is 65 536 steps.
  for (const at of [0, 144]) bytes.set([0, 0x1c, 0, 0x5c, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0], at);
  const { zeroPoints } = packedAs('Q4_K', bytes);
  const halves = floatBytes(zeroPoints ?? Float32Array.of(Number.NaN), 'FLOAT16');
  expect(floatsOf(halves, 'FLOAT16').every(Number.isFinite)).toBe(true);
  expect(repacked('Q4_K', bytes)[0]).toBe(-256);
});

test('requantising rounds to the nearest of 255 steps', () => {
  fc.assert(
    fc.property(weights, (values) => {
      const packed = {
        quants: new Uint8Array(WEIGHTS),
        scales: new Float32Array(WEIGHTS / 32),
        zeroPoints: null,
      };
      requantise(values, packed);
      const found = new Float32Array(WEIGHTS);
      unpack(packed, REQUANTISED, found);
      values.forEach((value, i) => {
        const step = packed.scales[i >> 5] ?? 0;
        expect(Math.abs((found[i] ?? 0) - value)).toBeLessThanOrEqual(step * 0.5001);
      });
    }),
    { numRuns: 25 },
  );
});
