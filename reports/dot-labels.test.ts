import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dotLabelPlaces } from './dot-labels.ts';
import { roundStep, roundTicks } from './shared/ticks.ts';

/** The box of a label, by the anchors of svg. */
function boxOf(label: string, { x, y, anchor }: ReturnType<typeof dotLabelPlaces>[number]) {
  const width = 7.5 * label.length;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - 11, bottom: y + 3 };
}

test('labels of dots that stand on each other are apart', () => {
  const dots = ['old', 'same', 'other', 'fourth'].map((label) => ({ label, x: 300, y: 150, radius: 6 }));
  const boxes = dotLabelPlaces(dots, 900).map((place, i) => boxOf(dots[i]?.label ?? '', place));
  const touching = boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
  );
  expect(touching).toEqual([]);
});

test('a label at the right edge stands to the left of its dot', () => {
  expect(dotLabelPlaces([{ label: 'variant', x: 890, y: 100, radius: 5 }], 900)[0]?.anchor).toBe('end');
});

test('an axis counts in steps of 1, 2 or 5, and ends at or above what it holds', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (most) => {
      const step = roundStep(most / 4);
      const digit = Number((step / 10 ** Math.floor(Math.log10(step) + 1e-9)).toPrecision(6));
      expect([1, 2, 5, 10]).toContain(digit);
      const end = step * Math.ceil(most / step);
      expect(roundTicks(end, step).at(-1)).toBeCloseTo(end, 6);
      expect(end).toBeGreaterThanOrEqual(most);
    }),
  );
});
