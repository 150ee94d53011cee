import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerMs, atRoundTrip, breakEvenRoundTripMs, crossover, speedLine } from './crossover.ts';

const line = (fixedMs: number, perPromptTokenMs: number, perTokenMs: number) => ({
  fixedMs,
  perPromptTokenMs,
  perTokenMs,
  measured: [32, 2048] as const,
});
/** An A16 in 4 bit against a fast server 80 ms away. */
const phone = line(30, 10, 60);
const server = line(380, 0.5, 12);

test('a line is found again from its cases, whatever one bad case says', () => {
  const cases = [32, 128, 512, 1024, 1536].map((promptTokens) => ({
    promptTokens,
    ttftMs: 30 + 10 * promptTokens + (promptTokens === 512 ? 4000 : 0),
    tokenMs: 60,
  }));
  const found = speedLine(cases);
  expect(found?.perPromptTokenMs).toBeCloseTo(10, 6);
  expect(found).toMatchObject({ perTokenMs: 60, measured: [32, 1536] });
  expect(found?.fixedMs).toBeCloseTo(30, 6);
});

test('one prompt length has no slope', () => {
  expect(speedLine([])).toBeNull();
  const one = { promptTokens: 128, ttftMs: 100, tokenMs: 5 };
  expect(speedLine([one, { ...one, ttftMs: 120 }])).toBeNull();
});

test('the server wins from the length where its lead of the first token is used up', () => {
  // Equal at 350 = 9.5·p when one token is generated.
  expect(crossover(phone, server, { generateTokens: 1, longestPrompt: 4096 })).toEqual({
    winner: 'server-from',
    promptTokens: 37,
    extrapolated: false,
  });
  expect(crossover(phone, server, { generateTokens: 100, longestPrompt: 4096 }).winner).toBe('server');
  expect(crossover(line(0, 0.1, 1), server, { generateTokens: 100, longestPrompt: 4096 }).winner).toBe(
    'phone',
  );
  expect(crossover(line(1000, 0.1, 12), server, { generateTokens: 1, longestPrompt: 4096 }).winner).toBe(
    'server-until',
  );
});

test('a crossing outside the measured lengths says so', () => {
  const short = { ...phone, measured: [1, 20] as const };
  expect(crossover(short, server, { generateTokens: 1, longestPrompt: 4096 }).extrapolated).toBe(true);
});

test('at the crossing and at the break-even round trip both take equally long', () => {
  const some = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(
    fc.property(
      some,
      some,
      some,
      some,
      some,
      some,
      fc.integer({ min: 1, max: 200 }),
      (a, b, c, d, e, f, g) => {
        const [left, right] = [line(a, b, c), line(d, e, f)];
        const longestPrompt = 4096;
        const found = crossover(left, right, { generateTokens: g, longestPrompt });
        const lead = (p: number): number => answerMs(left, p, g) - answerMs(right, p, g);
        if (found.promptTokens !== null) {
          // Of lines that are nearly one the lead is nearly nothing, on both sides of the crossing.
          const sign = found.winner === 'server-from' ? 1 : -1;
          expect(sign * lead(found.promptTokens)).toBeGreaterThanOrEqual(-1e-6);
          expect(sign * lead(found.promptTokens - 1)).toBeLessThanOrEqual(1e-6);
        }
        const roundTripMs = breakEvenRoundTripMs(left, right, d, { promptTokens: 300, generateTokens: g });
        expect(answerMs(atRoundTrip(right, d, roundTripMs), 300, g)).toBeCloseTo(answerMs(left, 300, g), 6);
      },
    ),
  );
});
