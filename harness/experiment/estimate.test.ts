import { expect, test } from 'vitest';
import { shortStep } from '../app/manifest.fixture.ts';
import { estimateSeconds } from './estimate.ts';

const step = { ...shortStep, generateTokens: 1000, repetitions: 1 };
const soak = { ...step, forSeconds: 600 };
const recovery = { everySeconds: 30, probeSeconds: 5, limitSeconds: 300 };
const ofOneToken = { ...step, prompt: { kind: 'synthetic', tokens: 1, seed: 1 } as const, generateTokens: 1 };

test('a launch of one token takes the start of the app and the load of the model', () => {
  expect(estimateSeconds([ofOneToken], 'A19 Pro')).toBeGreaterThanOrEqual(30);
  expect(estimateSeconds([ofOneToken], 'A19 Pro')).toBeLessThan(31);
});

test('twice the bytes take twice the time to decode, and longer to load', () => {
  const small = estimateSeconds([step], 'A17 Pro', 2.2e9);
  const large = estimateSeconds([step], 'A17 Pro', 4.4e9);
  expect(small).toBeCloseTo(30 + 16 / 100 + 1000 / 9);
  expect(large).toBeCloseTo(30 + 2.2 / 0.3 + 2 * (16 / 100 + 1000 / 9));
});

test('a model of 7 B in 4 bit on a warm A17 Pro is not slower than its estimate', () => {
  // 5.5 tok/s, 45 tok/s of prompt, 17 s of load and warm-up.
  const steps = [
    { ...step, prompt: { kind: 'synthetic', tokens: 512, seed: 1 } as const, generateTokens: 256 },
  ];
  expect(estimateSeconds(steps, 'A17 Pro', 3.9e9)).toBeGreaterThan(17 + 512 / 45 + 256 / 5.5);
});

test('a long question takes the time that its text takes to read, in any script', () => {
  const asked = (text: string) =>
    estimateSeconds([{ ...ofOneToken, prompt: { kind: 'chat', text } }], 'A15') -
    estimateSeconds([ofOneToken], 'A15');
  // A phone reads 45 tokens a second; English has four letters a token, Chinese about one.
  expect(asked('word '.repeat(1600))).toBeGreaterThan(8000 / 4 / 45);
  expect(asked('字'.repeat(2000))).toBeGreaterThan(2000 / 45);
  expect(asked('Why?')).toBeLessThan(2);
});

test('a model smaller than any that was measured is not taken for faster', () => {
  expect(estimateSeconds([step], 'A16', 1e6)).toBe(estimateSeconds([step], 'A16'));
});

test('a chip that is not known is the slowest one', () => {
  const known = ['A15', 'A16', 'A17 Pro', 'A18', 'A18 Pro', 'A19', 'A19 Pro'];
  const unknown = estimateSeconds([step], 'A99');
  for (const chip of known) expect(estimateSeconds([step], chip)).toBeLessThanOrEqual(unknown);
});

test('a soak takes its time and its last cycle; recovery takes its waits, and a probe after each', () => {
  const alone = estimateSeconds([soak], 'A16');
  expect(alone).toBe(30 + 600 + 45);
  expect(estimateSeconds([{ ...soak, recovery }], 'A16') - alone).toBe(300 + 10 * 7.5);
});
