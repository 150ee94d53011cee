import { expect, test } from 'vitest';
import { createRandom } from '../../harness/statistics/random.ts';
import { tensorTypes } from '../gguf/tensor-types.ts';
import { type DequantisableType, dequantise, weightsIn } from './dequantise.ts';
import { toHalf } from './half.ts';
import { quantise } from './quantise.ts';
import { areSurelySmall } from './surely-small.ts';

const types = Object.keys(dequantise) as DequantisableType[];

function largestIn(type: DequantisableType, bytes: Uint8Array): number {
  const values = new Float32Array(weightsIn(type, bytes.length));
  dequantise[type](bytes, values);
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

test.each(types)('%s: blocks of any bytes that are called small hold no number of 32768 or more', (type) => {
  const random = createRandom(1);
  const length = Math.max(4, tensorTypes[type].bytes);
  let small = 0;
  for (let i = 0; i < 2000; i++) {
    const bytes = Uint8Array.from({ length }, () => random.uniform() * 256);
    if (!areSurelySmall(type, bytes)) continue;
    small += 1;
    expect(largestIn(type, bytes)).toBeLessThan(32_768);
  }
  expect(small).toBeGreaterThan(100);
});

test('the largest levels with scales a little below four are small indeed', () => {
  for (const level of [0x80, 0xff, 0x7f, 0x00]) {
    const bytes = new Uint8Array(210).fill(level);
    new DataView(bytes.buffer).setUint16(208, toHalf(3.998), true);
    expect(areSurelySmall('Q6_K', bytes)).toBe(true);
    expect(largestIn('Q6_K', bytes)).toBeLessThan(32_768);
  }
});

test.each(types)('%s: a number that is not finite, or too large, is seen wherever it stands', (type) => {
  const { bytes: each, elements } = tensorTypes[type];
  const sound =
    type in quantise ? quantise[type as keyof typeof quantise](new Float32Array(1024).fill(0.5)) : null;
  const bytes = sound ?? new Uint8Array((1024 / elements) * each);
  expect(areSurelySmall(type, bytes)).toBe(true);
  const at = bytes.length - each + (scaleAt[type] ?? 0);
  const view = new DataView(bytes.buffer);
  for (const upper of type === 'F32' ? [0x7f80, 0x7fc0, 0xff80, 0x4700] : [0x7fc0, 0xff80, 0x7f80, 0x7c00]) {
    view.setUint16(at + (type === 'F32' ? 2 : 0), upper, true);
    expect(areSurelySmall(type, bytes)).toBe(false);
  }
});

/** Of the last scale in a block. */
const scaleAt: Partial<Record<DequantisableType, number>> = {
  Q4_1: 2,
  Q5_1: 2,
  Q2_K: 82,
  Q3_K: 108,
  Q4_K: 2,
  Q5_K: 2,
  Q6_K: 208,
};
