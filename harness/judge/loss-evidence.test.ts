import { expect, test } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import { studentP } from '../statistics/student-t.ts';
import { evidenceOfLoss, evidenceOfNone } from './loss-evidence.ts';

const MARGIN = 0.02;
const question = { loss: -0.03, margin: MARGIN, nights: null };
const tested = (shift: number, noise: number, blocks: number) => {
  const unscaledVariance = 1 / blocks;
  const standardError = noise * Math.sqrt(unscaledVariance);
  const df = 3 * blocks - 2;
  return { shift, standardError, unscaledVariance, df, p: studentP(shift / standardError, df) };
};
const forLoss = (shift: number, noise: number, blocks = 3): number =>
  evidenceOfLoss(tested(shift, noise, blocks), question);

test('a loss is likelier where there is one, and none where there is none', () => {
  expect(forLoss(-0.03, 0.012)).toBeGreaterThan(2);
  expect(forLoss(0, 0.012)).toBeLessThan(-2);
  expect(evidenceOfNone(tested(0, 0.012, 3), question)).toBeGreaterThan(2);
  expect(evidenceOfNone(tested(-0.03, 0.012, 3), question)).toBeLessThan(-2);
});

test('the same change says less on a phone that scatters more, and more after more blocks', () => {
  expect(forLoss(-0.03, 0.024)).toBeLessThan(forLoss(-0.03, 0.012));
  expect(forLoss(-0.03, 0.012, 6)).toBeGreaterThan(forLoss(-0.03, 0.012, 3));
});

test('two blocks whose launches happen to lie close are believed less than their own scatter says', () => {
  const close = forLoss(-0.03, 0.003, 2);
  const byStudent = ((4 + 1) / 2) * Math.log1p((0.03 / (0.003 * Math.SQRT1_2)) ** 2 / 4);
  expect(close).toBeLessThan(byStudent);
});

test('values without any scatter are judged by the change alone', () => {
  expect(forLoss(-0.05, 0)).toBeGreaterThan(5);
  expect(forLoss(0, 0)).toBeLessThan(-5);
});

/** How many of 2000 phones without a loss show so much evidence of one after any block from the second on. */
function feigned(noise: number, nights: number | null, bound: number): number {
  const random = createRandom(3);
  let count = 0;
  for (let phone = 0; phone < 2000; phone++) {
    let [sum, squares, feigns] = [0, 0, false];
    for (let block = 1; block <= 8; block++) {
      // The difference of the builds in a block, and two contrasts that no build moves.
      sum += noise * random.gauss();
      for (let i = 0; i < 3; i++) squares += (noise * random.gauss()) ** 2;
      const own = tested(sum / block, Math.sqrt(squares / (3 * block)), block);
      feigns ||=
        block > 1 &&
        evidenceOfLoss({ ...own, df: 3 * block }, { ...question, nights }) >= Math.log(1 / bound);
    }
    count += Number(feigns);
  }
  return count / 2000;
}

test('few phones without a loss show this evidence after any block, however they scatter', () => {
  for (const noise of [0.006, 0.012, 0.024, 0.048, 0.2])
    expect(feigned(noise, null, 0.016)).toBeLessThan(0.02);
});

test('by its nights the same change is more evidence of a loss, and of none', () => {
  const of = (shift: number, nights: number | null) => {
    const asked = { ...question, nights };
    return {
      loss: evidenceOfLoss(tested(shift, 0.012, 2), asked),
      none: evidenceOfNone(tested(shift, 0.012, 2), asked),
    };
  };
  expect(of(-0.03, 0.012).loss).toBeGreaterThan(of(-0.03, null).loss + 1);
  expect(of(0, 0.012).none).toBeGreaterThan(of(0, null).none);
});

test('few phones as quiet as their nights feign a loss, and not many of those that are twice as noisy', () => {
  for (const noise of [0.004, 0.012, 0.036]) expect(feigned(noise, noise, 0.028)).toBeLessThan(0.02);
  expect(feigned(0.024, 0.012, 0.028)).toBeLessThan(0.1);
});
