import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type View, viewLink, viewOf } from './view-link.ts';

const words = fc.option(fc.string({ minLength: 1, unit: 'binary' }), { nil: undefined });
const numbers = fc.option(fc.nat(), { nil: undefined });

test('a link gives back the view that it was made of, whatever its names hold', () => {
  const views: fc.Arbitrary<View> = fc.record({
    ...{ section: words, device: words, launch: words, suite: words, case: words },
    ...{ beside: words, filter: words, search: words, open: words },
    ...{ trial: numbers, token: numbers, from: numbers, to: numbers, cut: numbers },
  });
  fc.assert(
    fc.property(views, (view) => {
      expect(viewOf(viewLink(view))).toEqual(view);
    }),
  );
});

test('links of earlier reports name a phone, a launch and a window', () => {
  expect(viewOf('#d=a&p=sustained-b0-p0-candidate&from=10&to=')).toMatchObject({
    ...{ device: 'a', launch: 'sustained-b0-p0-candidate' },
    ...{ from: 10, to: undefined },
  });
});

test('a number that is none is left out', () => {
  expect(viewOf('#token=x&trial=-1')).toMatchObject({ token: undefined, trial: undefined });
});
