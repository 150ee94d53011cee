import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SpeedSample } from '../../harness/measure/throttle/speed-sample.ts';
import {
  accessibilityViolations,
  type PageInBrowser,
  pageInBrowser,
  scrollWidth,
  unfold,
} from '../page-in-browser.fixture.ts';
import { curveBins } from './curve-bins.ts';
import type { DiffMeasure, DiffModel } from './diff-model.ts';
import { renderDiff } from './diff-page.ts';

const measure: DiffMeasure = {
  deviceName: 'iPhone 15 <x>',
  suite: 'quick',
  name: 'Decode speed',
  unit: 'tok/s',
  a: 21.3,
  b: 19.6,
  shiftPercent: -8.1,
  ci95Percent: [-9.3, -6.9],
  limitPercent: 2,
  reading: 'slower',
  note: null,
};
const speeds = (seconds: number, speedAt: (second: number) => number): SpeedSample[] =>
  Array.from({ length: seconds }, (_, atSecond) => ({ atSecond, tokensPerSecond: speedAt(atSecond) }));

const model: DiffModel = {
  a: { run: '2026-11-21T03-00-00Z', candidate: 'old abc', report: 'a/report.html' },
  b: { run: '2026-11-22T03-00-00Z', candidate: 'new def', report: 'b/report.html' },
  virtual: true,
  environment: ['heatsoak: 0.1.0 -> 0.2.0'],
  warnings: [],
  comparable: 24,
  onlyInOne: 6,
  measures: [
    { ...measure, name: 'Load', limitPercent: null, reading: 'cannot tell' },
    measure,
    {
      ...measure,
      deviceName: 'iPhone 16',
      b: null,
      shiftPercent: null,
      ci95Percent: null,
      reading: 'not comparable',
      note: 'only in A',
    },
  ],
  curves: [
    {
      deviceName: 'iPhone 15 <x>',
      a: speeds(300, (second) => (second < 60 ? 20 : 15)),
      b: speeds(280, (second) => (second < 40 ? 20 : 12)),
    },
  ],
};

let diff: PageInBrowser;
beforeAll(async () => {
  diff = await pageInBrowser(renderDiff(model));
});
afterAll(() => diff?.close());

test.each([
  ['light', 'light' as const, 1280],
  ['dark at 320 px', 'dark' as const, 320],
])(
  'no request, no accessibility violation, no sideways scroll, all unfolded: %s',
  async (_, colorScheme, width) => {
    const { page, requests } = await diff.open({ colorScheme, viewport: { width, height: 640 } });
    await unfold(page);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
    expect(requests).toEqual([diff.url]);
  },
);

test('the environment is said before the headline, and the worst measure comes first', () => {
  const page = renderDiff(model);
  expect(page.indexOf('heatsoak: 0.1.0 -&gt; 0.2.0')).toBeLessThan(page.indexOf('<h1'));
  expect(page).toContain('Decode speed on iPhone 15 &lt;x&gt; reads 8.1 % slower in B');
  expect(page.indexOf('slower')).toBeLessThan(page.indexOf('only in A'));
  expect(page).toContain('24 of 30 cells');
  expect(page).not.toContain('15 <x>');
});

test('a run that ended earlier has no value there, and no difference', () => {
  const bins = curveBins(model.curves[0] ?? { a: [], b: [] });
  expect(bins).toHaveLength(30);
  expect(bins.at(-1)).toEqual({ startSecond: 290, a: 15, b: null });
  expect(bins[5]).toEqual({ startSecond: 50, a: 20, b: 12 });
});

test('two runs without a value have a page too', () => {
  const page = renderDiff({ ...model, measures: [], curves: [] });
  expect(page).toContain('No measure with a limit.');
  expect(page).toContain('No phone has a soak in both runs.');
});
