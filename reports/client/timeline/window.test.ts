import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inside, lengthOf, panned, reaching, wholeWindow, zoomed } from './window.ts';

const whole = { from: 0, to: 100 };
const windows = fc
  .tuple(fc.double({ min: 0, max: 99, noNaN: true }), fc.double({ min: 0.1, max: 100, noNaN: true }))
  .map(([from, length]) => inside({ from, to: from + length }, whole));

test('the whole ends at a round second', () => {
  expect([[779.4], [26.07, 25], [4.2], [0.03], []].map((ends) => wholeWindow(ends).to)).toEqual([
    780, 27, 4.2, 0.1, 0.1,
  ]);
});

test('whatever is zoomed or moved stays within the whole', () => {
  const seconds = fc.double({ min: -1000, max: 1000, noNaN: true });
  fc.assert(
    fc.property(
      windows,
      fc.double({ min: 0.01, max: 20, noNaN: true }),
      seconds,
      (window, factor, second) => {
        for (const { from, to } of [
          zoomed(window, factor, second, whole),
          panned(window, second, whole),
          reaching(window, second, whole),
        ]) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(100 + 1e-9);
          expect(to).toBeGreaterThan(from);
        }
      },
    ),
  );
});

test('zooming keeps the second under the pointer where it is', () => {
  const window = { from: 20, to: 60 };
  const closer = zoomed(window, 0.5, 30, whole);
  expect((30 - closer.from) / lengthOf(closer)).toBeCloseTo((30 - window.from) / lengthOf(window));
});

test('a window moves only for what it does not show', () => {
  const window = { from: 20, to: 30 };
  expect(reaching(window, 25, whole)).toBe(window);
  expect(reaching(window, 50, whole)).toEqual({ from: 45, to: 55 });
});
