import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../harness/statistics/random.ts';
import { type TensorType, tensorTypes } from '../gguf/tensor-types.ts';
import { type DequantisableType, dequantise, dequantiserOf, isDequantisable } from './dequantise.ts';
import { openGgml } from './ggml.fixture.ts';

const WEIGHTS = 256 * 40;
const types = Object.keys(dequantise) as DequantisableType[];
const ggml = openGgml();

/** Random bytes, with every half-precision number that can stand at an even offset kept finite. */
function randomBlocks(type: TensorType): Uint8Array {
  const random = createRandom(tensorTypes[type].id);
  const bytes = new Uint8Array((WEIGHTS / tensorTypes[type].elements) * tensorTypes[type].bytes);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random.uniform() * 256);
  for (let i = 1; i < bytes.length; i += 2) bytes[i] = (bytes[i] ?? 0) & 0xbb;
  return bytes;
}

function valuesOf(type: DequantisableType, blocks: Uint8Array): Float32Array {
  const values = new Float32Array(WEIGHTS);
  dequantise[type](blocks, values);
  return values;
}

/** First 12 hex digits of SHA-256 over the values of `randomBlocks`, taken when the bytes agreed with ggml's. */
const golden: Record<DequantisableType, string> = {
  F32: '6ccd0cd3fbaa',
  F16: '7ac003d7f6db',
  BF16: '175b35750672',
  Q4_0: 'eab6ffb4a72c',
  Q4_1: 'f4f59f48df37',
  Q5_0: '26759237ea24',
  Q5_1: '3f6fe00d4bf1',
  Q8_0: 'c586019b42ff',
  Q2_K: 'e0a84f256128',
  Q3_K: 'c04a7878e9a3',
  Q4_K: '17b0d2f4dad4',
  Q5_K: 'bae346bc5df4',
  Q6_K: '0c9fba7ab310',
};

describe.each(types)('%s', (type) => {
  test('gives the values that were once checked against ggml', () => {
    const values = valuesOf(type, randomBlocks(type));
    const hash = createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex').slice(0, 12);
    expect(hash).toBe(golden[type]);
  });

  test('reads blocks that lie anywhere in a larger buffer', () => {
    const blocks = randomBlocks(type);
    const larger = new Uint8Array(blocks.length + 7);
    larger.set(blocks, 3);
    expect(valuesOf(type, larger.subarray(3, 3 + blocks.length))).toEqual(valuesOf(type, blocks));
  });

  // F32 is the bytes themselves; ggml has no function for it.
  if (type === 'F32') return;

  test.skipIf(typeof ggml === 'string')(
    `gives ggml's values to the last bit${typeof ggml === 'string' ? ` (skipped: ${ggml})` : ''}`,
    () => {
      if (typeof ggml === 'string') return;
      const blocks = randomBlocks(type);
      const theirs = ggml.dequantise(type, blocks, WEIGHTS);
      expect(Buffer.compare(Buffer.from(valuesOf(type, blocks).buffer), Buffer.from(theirs.buffer))).toBe(0);
    },
  );
});

test('types whose values cannot be read are refused by name', () => {
  const others = (Object.keys(tensorTypes) as TensorType[]).filter((type) => !isDequantisable(type));
  expect(others).toContain('IQ4_XS');
  for (const type of others) expect(() => dequantiserOf(type, 'blk.0.ffn_up.weight')).toThrow(type);
});
