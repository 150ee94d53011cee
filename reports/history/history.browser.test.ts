import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  accessibilityViolations,
  type PageInBrowser,
  pageInBrowser,
  scrollWidth,
  unfold,
} from '../page-in-browser.fixture.ts';
import { renderHistory } from './history-page.ts';
import { sampleHistory } from './sample-history.fixture.ts';

const render = (): string => renderHistory({ history: sampleHistory(), runsHref: 'runs/' });

let history: PageInBrowser;
beforeAll(async () => {
  history = await pageInBrowser(render());
});
afterAll(() => history?.close());

test('equal histories give equal bytes, and names are escaped', () => {
  expect(render()).toBe(render());
  expect(render()).toContain('iPhone one &lt;x&gt;');
  expect(render()).not.toContain('one <x>');
});

test('the page asks for nothing, and its policy allows nothing', async () => {
  const { page, requests, errors } = await history.open();
  expect(requests).toEqual([history.url]);
  expect(errors).toEqual([]);
  const policy = await page.getAttribute('meta[http-equiv]', 'content');
  expect(policy).toContain("default-src 'none';style-src 'unsafe-inline';script-src 'none'");
});

test.each([
  ['light', 'light' as const, 1280],
  ['dark', 'dark' as const, 1280],
  ['320 px', 'light' as const, 320],
])(
  'no accessibility violation and no sideways scroll, also with all unfolded: %s',
  async (_, colorScheme, width) => {
    const { page } = await history.open({ colorScheme, viewport: { width, height: 640 } });
    await unfold(page);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
  },
);

test('one sentence answers, and everything that it rests on can be read without a script', async () => {
  const { page } = await history.open({ javaScriptEnabled: false });
  expect(await page.locator('h1').allInnerTexts()).toEqual([
    '2 changes for the worse: 2 waiting for a confirming run',
  ]);
  const text = await page.locator('body').textContent();
  for (const part of [
    'Virtual phones',
    '26 of 28 days',
    'left out 2026-01-06T03-00-00Z: the fan was off',
    'notes is not a run folder',
    'no value: iPhone two was lost',
    'new epoch: OS build 23A341 -> 23B85',
    'moves that the series makes by itself',
  ])
    expect(text).toContain(part);
});

test('each picture has its table, with as many nights', async () => {
  const { page } = await history.open();
  const twins = await page.evaluate(() =>
    [...document.querySelectorAll('svg.series')].map((picture) => ({
      dots: picture.querySelectorAll('circle.dot').length,
      rows: [...document.querySelectorAll(`#${picture.getAttribute('aria-describedby')} tbody tr`)].filter(
        (row) => !row.textContent?.includes('no value'),
      ).length,
    })),
  );
  expect(twins).toHaveLength(4);
  for (const { dots, rows } of twins) expect(dots).toBe(rows);
});

test('changes and runs lead to their reports', async () => {
  const { page } = await history.open();
  const hrefs = await page
    .locator('#changes-table a, #runs a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(hrefs).toContain('runs/2026-01-24T03-00-00Z/report.html');
  expect(hrefs.every((href) => href?.startsWith('runs/'))).toBe(true);
});

test('a change stands in the picture as a line with words', async () => {
  const { page } = await history.open();
  const words = await page.locator('svg.series g.change').first().locator('text').textContent();
  expect(words).toMatch(/^worse −[45]\.\d\u00a0%, to confirm/);
  expect(await page.locator('svg.series g.epoch').count()).toBe(4);
});

test('it prints in light colours, with pictures and without what is folded', async () => {
  const { page } = await history.open({ colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(0, 0, 0)');
  expect(await page.locator('svg.series').first().isVisible()).toBe(true);
  expect(await page.locator('details').first().isVisible()).toBe(false);
});

test('every stop of the Tab key has a visible ring, the skip link first', async () => {
  const { page } = await history.open();
  const seen: string[] = [];
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    seen.push(
      await page.evaluate(() => {
        const element = document.activeElement;
        return element ? `${element.className}|${getComputedStyle(element).outlineStyle}` : '';
      }),
    );
  }
  expect(seen[0]).toMatch(/^skip\|/);
  expect(seen.filter((stop) => stop.endsWith('|none') && stop !== '|none')).toEqual([]);
  expect(seen).toContain('scroll|solid');
});

test('a history without runs has a page too', () => {
  const empty = buildEmpty();
  expect(renderHistory({ history: empty, runsHref: '' })).toContain('No runs yet');
});

test('ticks of a series that hardly moves are short enough to be read', () => {
  const history = sampleHistory();
  const still = history.series.map((series) => ({
    ...series,
    points: series.points.map((point) => ({
      ...point,
      value: 1228.8125,
      log: Math.log(1228.8125),
      halfWidth: 1e-12,
    })),
  }));
  const page = renderHistory({ history: { ...history, series: still }, runsHref: '' });
  const ticks = [...page.matchAll(/<text class="tick"[^>]*>([\d.]+)<\/text>/g)].map(([, tick]) => tick ?? '');
  expect(ticks.length).toBeGreaterThan(0);
  for (const tick of ticks) expect(tick.length).toBeLessThanOrEqual(6);
});

test('labels of many near changes do not overprint, in the fonts of a browser', async () => {
  const history = sampleHistory();
  const [sample] = history.series.flatMap(({ changes }) => changes);
  const crowded = history.series.map((series) => ({
    ...series,
    changes: series.points
      .slice(-9)
      .flatMap(({ run }, i) =>
        sample ? [{ ...sample, id: `c${i}`, run, shiftPercent: i % 2 === 0 ? -9.47 : 1.09 }] : [],
      ),
  }));
  const crowdedPage = await pageInBrowser(
    renderHistory({ history: { ...history, series: crowded }, runsHref: '' }),
  );
  const { page } = await crowdedPage.open();
  const touching = await page.evaluate(() => {
    const picture = document.querySelector('svg.series');
    const boxes = [...(picture?.querySelectorAll('g.change text, g.epoch text') ?? [])].map((text) =>
      text.getBoundingClientRect(),
    );
    const frame = picture?.getBoundingClientRect();
    const outside = boxes.filter((box) => frame && (box.left < frame.left || box.right > frame.right));
    const pairs = boxes.flatMap((a, i) => boxes.slice(i + 1).map((b) => [a, b] as const));
    const overlaps = pairs.filter(
      ([a, b]) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom,
    );
    return { labels: boxes.length, overlaps: overlaps.length, outside: outside.length };
  });
  await crowdedPage.close();
  expect(touching).toEqual({ labels: 10, overlaps: 0, outside: 0 });
});

test('in a narrow window the newest night is in sight, and says its value when it is pointed at', async () => {
  const { page } = await history.open({ viewport: { width: 390, height: 844 } });
  const picture = page.locator('.newest').first();
  const last = picture.locator('a').last();
  const [frame, box] = [await picture.boundingBox(), await last.locator('.dot').boundingBox()];
  expect((box?.x ?? 1e6) + (box?.width ?? 0)).toBeLessThanOrEqual((frame?.x ?? 0) + (frame?.width ?? 0));
  expect(await last.getAttribute('href')).toBe('runs/2026-01-28T03-00-00Z/report.html');
  expect(await last.locator('.tip').isVisible()).toBe(false);
  await last.locator('.hit').hover();
  expect(await last.locator('.tip').isVisible()).toBe(true);
  expect(await last.locator('.tip').textContent()).toMatch(
    /^2026-01-28: 0\.9[45]\d*\s.*8\slaunches, head 27, GO$/,
  );
});

test('a missing night is a grey column, and no line runs over it', async () => {
  const { page } = await history.open();
  const picture = page.locator('svg.series').first();
  expect(await picture.locator('.gap title').allTextContents()).toEqual([
    '1 night without a run',
    '1 night without a run',
  ]);
});

test('what happened stands below, a line a kind, and NO-GO is one', () => {
  const history = sampleHistory();
  const runs = history.runs.map((run, i) =>
    i === 20
      ? {
          ...run,
          verdict: 'NO-GO',
          headline: 'crashed',
          events: [{ kind: 'crash' as const, device: 'one', words: 'died', times: 3 }],
        }
      : run,
  );
  const html = renderHistory({ history: { ...history, runs }, runsHref: '' });
  expect(html).toMatch(/† crash<\/text><text[^>]*>†<title>2026-01-2[12]T03-00-00Z: died \(3 ×\)/);
  expect(html).toContain('✕ NO-GO');
  expect(html).toContain('; 1 of 26 nights NO-GO, the last on 2026-01-2');
});

const buildEmpty = () => ({
  ...sampleHistory(),
  runs: [],
  series: [],
  coverage: { firstDay: null, lastDay: null, days: 0, measuredDays: 0, missingDays: [] },
});
