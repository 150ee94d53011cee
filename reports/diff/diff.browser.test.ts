import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  accessibilityViolations,
  type PageInBrowser,
  pageInBrowser,
  scrollWidth,
  unfold,
} from '../page-in-browser.fixture.ts';
import { curveBins } from './curve-bins.ts';
import { renderDiff } from './diff-page.ts';
import { sampleDiff } from './sample-diff.fixture.ts';

let diff: PageInBrowser;
beforeAll(async () => {
  diff = await pageInBrowser(renderDiff(sampleDiff));
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
  const page = renderDiff(sampleDiff);
  expect(page.indexOf('heatsoak: 0.1.0 -&gt; 0.2.0')).toBeLessThan(page.indexOf('<h1'));
  expect(page).toContain('Decode speed on iPhone 15 &lt;x&gt; reads 8.1\u00a0% slower in B');
  expect(page.indexOf('slower')).toBeLessThan(page.indexOf('only in A'));
  expect(page).toMatch(/<svg class="interval worse"/);
  expect(page).toContain('<span class="worse">✕</span> slower');
  expect(page).toContain('24 of 30 cells');
  expect(page).not.toContain('15 <x>');
});

test('a run that ended earlier has no value there, and no difference', () => {
  const bins = curveBins(sampleDiff.curves[0] ?? { a: [], b: [] });
  expect(bins).toHaveLength(30);
  expect(bins.at(-1)).toEqual({ startSecond: 290, a: 15, b: null });
  expect(bins[5]).toEqual({ startSecond: 50, a: 20, b: 12 });
});

test('both lines of a soak are named where they end, B with its change, on axes that count in round steps', () => {
  const texts = [...renderDiff(sampleDiff).matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text]) =>
    text?.replaceAll(/<[^>]*>/g, ' ').trim(),
  );
  expect(texts).toEqual(
    expect.arrayContaining(['A 15.0', 'B 12.0 (−20.0\u00a0%)', '10', '20', '100 s', '300 s']),
  );
});

test('two runs without a value have a page too', () => {
  const page = renderDiff({ ...sampleDiff, measures: [], curves: [] });
  expect(page).toContain('No measure with a limit.');
  expect(page).toContain('No phone has a soak in both runs.');
});
