import { expect, test } from 'vitest';
import { overheadPerToken } from './overhead-per-token.ts';

const bareToken = 1_000_000;
const perSample = 8_000;
const alone = { otherThreads: 0, callsByOthers: 0 };

/** Both programs start, then execute so much a token and a sample. */
const pair = (tokens: number, samples: number, agentToken: number) => ({
  tokens,
  agent: {
    mainThread: 5e7 + tokens * agentToken,
    otherThreads: samples * perSample,
    callsByOthers: samples,
  },
  bare: { ...alone, mainThread: 2e7 + tokens * bareToken },
});

test.each([
  ['an idle host', 10],
  ['a busy host, on which the sampler runs ten times as often a token', 100],
])('the overhead is what a token takes more, and a tenth of a sample, on %s', (_, samples) => {
  const [few, many] = [pair(100, samples, bareToken + 2_000), pair(500, 5 * samples, bareToken + 2_000)];
  expect(overheadPerToken(few, many)).toBeCloseTo(2_800);
});

test('an agent that does less than the bare loop has an overhead below zero', () => {
  expect(overheadPerToken(pair(100, 1, bareToken - 90_000), pair(500, 5, bareToken - 90_000))).toBeLessThan(
    0,
  );
});

test('without a sample there is no number', () => {
  expect(() => overheadPerToken(pair(100, 0, bareToken), pair(500, 0, bareToken))).toThrow('no sample');
});
