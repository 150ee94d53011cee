import { expect, test } from 'vitest';
import { quantise } from './quantise.ts';
import { openRequantisers } from './requantisers.ts';

const values = Float32Array.from({ length: 512 }, (_, i) => Math.sin(i));
const piece = {
  bytes: quantise.F32(values),
  from: 'F32',
  to: 'Q8_0',
  tensor: 'blk.0.ffn_up.weight',
} as const;

/** A small model is done in this thread, a large one in others. */
test.each([
  ['this thread', 1000],
  ['threads', 1e9],
])('%s requantise pieces, each answer to its request', async (_, weights) => {
  const requantisers = openRequantisers(weights, 'Q4_K');
  const pieces = ['Q8_0', 'Q4_0', 'F16', 'Q4_K', 'Q5_0'] as const;
  const answers = await Promise.all(pieces.map((to) => requantisers.requantise({ ...piece, to })));
  expect(answers).toEqual(pieces.map((to) => quantise[to](values)));
  await requantisers.close();
});

test('a request to a thread that has ended fails at once', async () => {
  const requantisers = openRequantisers(1e9, 'Q4_K');
  await requantisers.requantise(piece);
  await requantisers.close();
  await expect(requantisers.requantise(piece)).rejects.toThrow('ended early');
});

test.each(['F16', 'Q4_0', 'Q8_0', 'Q4_K', 'Q6_K', 'Q5_0'] as const)(
  'numbers too large for %s are refused by the largest of them, not written as infinite',
  async (to) => {
    const requantisers = openRequantisers(1, 'Q4_K');
    const grown = (by: number) => ({ ...piece, to, bytes: quantise.F32(values.map((value) => value * by)) });
    await expect(requantisers.requantise(grown(1e9))).rejects.toMatchObject({
      code: 'TENSOR_VALUES',
      message: expect.stringMatching(/ffn_up\.weight holds 99\d{7}(\.\d+)?, too large/),
    });
    await requantisers.requantise(grown(60_000));
  },
);

test('eight bits with a scale for each block hold more than half precision does', async () => {
  const requantisers = openRequantisers(1, 'Q4_K');
  const bytes = quantise.F32(values.map((value) => value * 100_000));
  expect(await requantisers.requantise({ ...piece, bytes })).toHaveLength((512 / 32) * 34);
});

test('a failure in a thread is reported by its code', async () => {
  const requantisers = openRequantisers(1e9, 'Q4_K');
  const bytes = quantise.F32(values.map((value, i) => (i === 300 ? Number.POSITIVE_INFINITY : value)));
  await expect(requantisers.requantise({ ...piece, bytes })).rejects.toMatchObject({
    code: 'TENSOR_VALUES',
    hint: expect.stringContaining('F32'),
  });
  await requantisers.close();
});
