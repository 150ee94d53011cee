import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Label, labelPlaces, widthOf } from './label-places.ts';

const EDGES = [0, 1000] as const;

/** Many changes within a few nights, as a restless series has them. */
const near = fc.array(
  fc.record({
    x: fc.double({ min: 0, max: 1000, noNaN: true }),
    width: fc.double({ min: 10, max: 300, noNaN: true }),
  }),
  { maxLength: 60 },
);

test('no label touches another, however many there are and however near', () => {
  fc.assert(
    fc.property(near, (labels: Label[]) => {
      const places = labelPlaces(labels, ...EDGES);
      for (const [i, one] of places.entries())
        for (const other of places.slice(i + 1))
          expect(one.lane !== other.lane || one.right < other.left || other.right < one.left).toBe(true);
    }),
  );
});

test('every label begins or ends at its place, inside the picture', () => {
  fc.assert(
    fc.property(near, (labels: Label[]) => {
      for (const [i, place] of labelPlaces(labels, ...EDGES).entries()) {
        const gap =
          place.anchor === 'start' ? place.left - (labels[i]?.x ?? 0) : (labels[i]?.x ?? 0) - place.right;
        expect(gap).toBeCloseTo(4);
        expect(place.left >= 0 && place.right <= 1000).toBe(true);
      }
    }),
  );
});

test('labels with room beside each other stand in one line', () => {
  const labels = [100, 400, 700].map((x) => ({ x, width: 120 }));
  expect(labelPlaces(labels, ...EDGES).map(({ lane }) => lane)).toEqual([0, 0, 0]);
});

test('near the end of the picture a label ends at its place', () => {
  expect(labelPlaces([{ x: 950, width: widthOf('worse −5.0 %') }], ...EDGES)[0]?.anchor).toBe('end');
});
