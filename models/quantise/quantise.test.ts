import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../harness/statistics/random.ts';
import { dequantise } from './dequantise.ts';
import { openGgml } from './ggml.fixture.ts';
import { quantise, type WritableType } from './quantise.ts';

const WEIGHTS = 256 * 256;
const types = Object.keys(quantise) as WritableType[];
const ggml = openGgml();
const why = typeof ggml === 'string' ? ` (skipped: ${ggml})` : '';

/** Weights like a model's, and blocks on which rounding and searches go astray. */
function weights(): Float32Array {
  const random = createRandom(5);
  const values = Float32Array.from({ length: WEIGHTS }, () => 0.02 * random.gauss());
  const blocks: ((i: number) => number)[] = [
    () => 0,
    () => 0.5,
    (i) => (i === 7 ? -3 : 0),
    (i) => i / 256,
    (i) => -1 - i / 256,
    (i) => 1e-7 * Math.sin(i),
    (i) => 1e-16 * Math.cos(i),
    (i) => (i % 2 ? 8 : -8),
    (i) => 10 ** -(i % 12),
    (i) => (i < 128 ? 0 : Math.sin(i)),
  ];
  blocks.forEach((value, block) => {
    for (let i = 0; i < 256; i++) values[256 * block + i] = value(i);
  });
  return values;
}

const values = weights();

function rmse(type: WritableType, bytes: Uint8Array): number {
  const back = new Float32Array(values.length);
  dequantise[type](bytes, back);
  return Math.sqrt(back.reduce((sum, each, i) => sum + (each - (values[i] ?? 0)) ** 2, 0) / back.length);
}

/** First 12 hex digits of SHA-256 over the bytes of `weights()`, and their error, taken when ggml gave the same. */
const golden: Record<WritableType, { sha256: string; rmse: number }> = {
  F32: { sha256: '59c4d3ea3002', rmse: 0 },
  F16: { sha256: 'b264a9216d2a', rmse: 0.000006784 },
  BF16: { sha256: '190cabb6bfe4', rmse: 0.0001813 },
  Q4_0: { sha256: '58f3ca9bc60f', rmse: 0.04447 },
  Q4_1: { sha256: 'c2f29b1a2918', rmse: 0.002148 },
  Q5_0: { sha256: '6ad44b679282', rmse: 0.02222 },
  Q5_1: { sha256: '8cff8f7f9c3b', rmse: 0.001042 },
  Q8_0: { sha256: '4d33a3e4ba2a', rmse: 0.000289 },
  Q4_K: { sha256: '3db92eee4a3a', rmse: 0.002106 },
  Q5_K: { sha256: 'c6a5b2a148bd', rmse: 0.001099 },
  Q6_K: { sha256: '9d782e5182d9', rmse: 0.001038 },
};

describe.each(types)('%s', (type) => {
  const bytes = quantise[type](values);

  test('gives the bytes that were once checked against ggml', () => {
    const sha256 = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    expect({ sha256, rmse: Number(rmse(type, bytes).toPrecision(4)) }).toEqual(golden[type]);
  });

  // Nothing to quantise: ggml has no function for it.
  if (type === 'F32') return;

  test.skipIf(typeof ggml === 'string')(`gives ggml's bytes${why}`, () => {
    if (typeof ggml === 'string') return;
    const theirs = ggml.quantise(type, values);
    // Compilers for other processors fuse multiply and add, so that ggml itself differs there in some last bits.
    if (process.arch === 'x64') expect(Buffer.compare(bytes, theirs)).toBe(0);
    expect(rmse(type, bytes)).toBeLessThanOrEqual(1.03 * rmse(type, theirs));
  });
});
