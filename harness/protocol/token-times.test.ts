import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HandOver, TokenTimes } from './token-times.ts';

const plain = new TokenTimes({ t0: 1000, deltasUs: [500, 100, 100, 200] });

const handOversOf = (times: TokenTimes): HandOver[] => {
  const all: HandOver[] = [];
  times.eachHandOver((handOver) => all.push(handOver));
  return all;
};

test('an entry came at the start and the deltas up to it', () => {
  expect([0, 1, 2, 3].map((i) => plain.at(i))).toEqual([1500, 1600, 1700, 1900]);
  expect(plain.endUs).toBe(plain.at(3));
  expect(() => plain.at(4)).toThrow(RangeError);
});

test('the first token is prefill: decoding begins after it', () => {
  expect(plain.firstUs).toBe(500);
  expect(plain.decodeUs).toBe(400);
  expect([...plain.intervalsUs]).toEqual([100, 100, 200]);
  expect(plain.tokensPerSecond).toBeCloseTo(3 / 400e-6);
});

test('without tokens there is no time and no speed', () => {
  const empty = new TokenTimes({ t0: 7, deltasUs: [] });
  expect([empty.firstUs, empty.endUs, empty.decodeUs, empty.tokensPerSecond]).toEqual([null, 7, 0, null]);
});

test('a token under way counts by the part of its time that lies inside', () => {
  expect(plain.tokensBetween(0, 1500)).toBe(1);
  expect(plain.tokensBetween(0, 1250)).toBe(0.5);
  expect(plain.tokensBetween(1650, 1800)).toBe(0.5 + 0.5);
  expect(plain.tokensBetween(5000, 6000)).toBe(0);
});

/** Four tokens every 250 ms after a first token: 16 tokens a second. */
const bundles = (within: number): number[] => [
  500_000,
  ...Array.from({ length: 32 }, () => [250_000 - 3 * within, within, within, within]).flat(),
];

test.each([
  ['at one moment', 0],
  ['microseconds apart', 3],
  ['a tenth of a second apart in all', 25_000],
])('the tokens of a bundle share its time when they come %s', (_, within) => {
  const times = new TokenTimes({ t0: 0, deltasUs: bundles(within), bundled: true });
  const [first, second] = handOversOf(times);
  expect(first).toEqual({ startUs: 0, durationUs: 500_000, tokens: 1 });
  expect(second?.tokens).toBe(4);
  expect(times.tokensPerSecond).toBeCloseTo(16, 3);
  expect(times.tokensBetween(500_000, 1_500_000)).toBeCloseTo(16, 3);
  expect(times.tokensBetween(500_000, 625_000)).toBeCloseTo(2, 3);
});

test('tokens that came with the first one are prefill too, and no decoding', () => {
  const deltasUs = Array.from({ length: 128 }, (_, i) => (i % 4 === 0 ? 250_000 : 0));
  expect(new TokenTimes({ t0: 0, deltasUs, bundled: true }).tokensPerSecond).toBeCloseTo(16, 9);
});

test('chunks of text share the tokens that the engine counted', () => {
  const times = new TokenTimes({ t0: 0, deltasUs: [100, 50, 50, 50], generatedTokens: 8, bundled: true });
  expect(times.tokensBetween(0, 250)).toBe(8);
  expect(times.decoded).toEqual({ tokens: 6, us: 150 });
});

test('a clock that stood still between single tokens joins nothing', () => {
  expect(handOversOf(new TokenTimes({ t0: 0, deltasUs: [5, 0, 5] }))).toHaveLength(3);
});

test('cut anywhere, the parts have as many tokens as the whole', () => {
  const deltas = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 });
  fc.assert(
    fc.property(deltas, fc.boolean(), fc.integer({ min: 1, max: 5000 }), (deltasUs, bundled, cut) => {
      const times = new TokenTimes({ t0: 10, deltasUs, bundled });
      const whole = times.tokensBetween(0, 1e9);
      expect(whole).toBe(deltasUs.length);
      const moment = 10 + cut + 0.5;
      expect(times.tokensBetween(0, moment) + times.tokensBetween(moment, 1e9)).toBeCloseTo(whole, 6);
    }),
  );
});
