import { readFile } from 'node:fs/promises';
import type { BrowserContextOptions } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderReport } from './page.ts';
import {
  accessibilityViolations,
  type OpenedPage,
  type PageInBrowser,
  pageInBrowser,
  scrollWidth,
} from './page-in-browser.fixture.ts';
import { sampleModel } from './sample-model.fixture.ts';

let report: PageInBrowser;
beforeAll(async () => {
  const clientScript = await readFile('dist/reports/client.js', 'utf8');
  report = await pageInBrowser(renderReport(sampleModel(), { clientScript }));
});
afterAll(() => report?.close());

/** Open, and with its charts drawn where it may run its script. */
async function open(options: BrowserContextOptions = {}, hash = ''): Promise<OpenedPage> {
  const opened = await report.open(options, hash);
  if (options.javaScriptEnabled !== false) await opened.page.waitForSelector('html[data-charts="2"]');
  return opened;
}

test('the page asks for nothing and fails at nothing', async () => {
  const { requests, errors } = await open();
  expect(requests).toEqual([report.url]);
  expect(errors).toEqual([]);
});

test.each([
  ['light', { colorScheme: 'light' as const }],
  ['dark', { colorScheme: 'dark' as const }],
  ['320 px', { viewport: { width: 320, height: 640 } }],
])('no accessibility violation: %s', async (_, options) => {
  const { page } = await open(options);
  expect(await accessibilityViolations(page)).toEqual([]);
});

test('without scripts the verdict, the intervals and every table can be read', async () => {
  const { page } = await open({ javaScriptEnabled: false });
  const text = await page.innerText('body');
  for (const part of [
    'NO-GO',
    'iPhone 15 decodes',
    'slower than baseline',
    'Devices',
    'Changes',
    'quick › chat',
    'Answers',
    '20333-01010',
    'Reference',
    'hot-start',
  ]) {
    expect(text).toContain(part);
  }
  expect(await page.locator('svg.interval').count()).toBeGreaterThanOrEqual(6);
});

test('the first line says that the phones are virtual, and one h1 holds the verdict', async () => {
  const { page } = await open();
  expect(await page.locator('header p').first().innerText()).toMatch(/^Virtual phones/);
  expect(await page.locator('h1').allInnerTexts()).toEqual([
    expect.stringMatching(/^✕ NO-GO\s+SIMULATED\s+iPhone 15 decodes/),
  ]);
});

test('no horizontal scroll of the page at 320 px', async () => {
  const { page } = await open({ viewport: { width: 320, height: 640 } });
  expect(await scrollWidth(page)).toBeLessThanOrEqual(320);
});

test('it prints on at most two pages, in light colours, without canvases', async () => {
  const { page } = await open({ colorScheme: 'dark' });
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  expect((pdf.match(/\/Type\s*\/Page\b/g) ?? []).length).toBeLessThanOrEqual(2);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('canvas').first().isVisible()).toBe(false);
  expect(await page.locator('nav').isVisible()).toBe(false);
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(0, 0, 0)');
});

test('every control is reached by Tab with a visible ring, the skip link first, and there is no trap', async () => {
  const { page } = await open();
  const seen: string[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      return `${element.id || element.className || element.textContent?.slice(0, 20)}|${getComputedStyle(element).outlineStyle}`;
    });
    if (stop === null) break;
    seen.push(stop);
  }
  expect(seen[0]).toMatch(/^skip\|/);
  for (const id of ['launch', 'from', 'to', 'whole', 'link'])
    expect(seen.some((stop) => stop.startsWith(`${id}|`))).toBe(true);
  expect(seen.filter((stop) => stop.endsWith('|none'))).toEqual([]);
});

test('where a reader forces colours, words on a filled ground are read and one section is marked as the present one', async () => {
  const { page } = await open({ forcedColors: 'active' });
  await page.click('#changes button[data-filter="regression"]');
  for (const filled of ['nav .badge', 'button[aria-pressed=true]']) {
    const { adjust, color, ground } = await page
      .locator(filled)
      .first()
      .evaluate((element) => {
        const style = getComputedStyle(element);
        return { adjust: style.forcedColorAdjust, color: style.color, ground: style.backgroundColor };
      });
    expect(adjust).toBe('none');
    expect(color).not.toBe(ground);
  }
  const lines = await page
    .locator('nav li a')
    .evaluateAll((links) => links.map((link) => getComputedStyle(link).borderBottomColor));
  expect(new Set(lines).size).toBe(2);
});

test('changes can be filtered by reading, and all come back', async () => {
  const { page } = await open();
  const rows = page.locator('#changes .measure-row:visible');
  expect(await rows.count()).toBe(2);
  await page.click('#changes button[data-filter="regression"]');
  expect(await rows.locator('strong').allInnerTexts()).toEqual(['Decode speed']);
  await page.click('#changes button[data-filter="regression"]');
  expect(await rows.count()).toBe(2);
});

test('everything prints only when it is asked for', async () => {
  const { page } = await open();
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('#prompts').isVisible()).toBe(false);
  await page.evaluate(() => document.documentElement.classList.add('print-all'));
  expect(await page.locator('#prompts').isVisible()).toBe(true);
});

test('throttle curves are pictures with a table twin, without a script', async () => {
  const { page } = await open({ javaScriptEnabled: false });
  expect(await page.locator('svg.curve:not(.sample) polyline').count()).toBe(2);
  expect(await page.locator('#throttling table').innerText()).toContain('> 600\u00a0s');
});

/** What two lines of words need, and a little more. */
const TALLEST_ROW_PX = 96;

test.each([390, 768, 1280])('at %i px no row of a table is stretched by a squeezed column', async (width) => {
  const { page } = await open({ viewport: { width, height: 800 } });
  // What a measure is may be long where somebody asks.
  for (const details of await page.locator('details:not(.explain)').all())
    await details.evaluate((element) => element.setAttribute('open', ''));
  const tall = await page.evaluate(
    (most) =>
      [...document.querySelectorAll('#devices tr, #changes tr, #measures tr, #prompts tr, #reference tr')]
        .filter((row) => row.getBoundingClientRect().height > most)
        // A card has its cells one below the other.
        .filter((row) => !(innerWidth <= 640 && row.closest('.cards')))
        .map((row) => row.textContent),
    TALLEST_ROW_PX,
  );
  expect(tall).toEqual([]);
});

test('on a desktop no table has to be scrolled sideways', async () => {
  const { page } = await open({ viewport: { width: 1280, height: 800 } });
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll('#devices .scroll, #changes .scroll, #throttling .scroll')]
      .filter((region) => region.scrollWidth > region.clientWidth)
      .map((region) => `${region.getAttribute('aria-label')}: ${region.scrollWidth - region.clientWidth}`),
  );
  expect(wide).toEqual([]);
});

test('the cell of the worst change stands open below its whole row, and another opens without a script', async () => {
  const { page } = await open({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
  expect(await page.locator('#changes .cell[open]').count()).toBe(1);
  const [row, panel] = await Promise.all([
    page.locator('#changes .measure-row').first().boundingBox(),
    page.locator('#changes .cell[open] .panel').boundingBox(),
  ]);
  expect(panel?.width).toBeCloseTo(row?.width ?? 0, 0);
  const closed = page.locator('#changes .cell:not([open])').first();
  await closed.locator('summary').click();
  expect(await page.locator('#changes .panel:visible').count()).toBe(2);
});

test('a change leads to its launch, its slowest trial and its slowest token', async () => {
  const { page } = await open();
  const links = await page
    .locator('#changes .cell[open] .links a')
    .evaluateAll((all) => all.slice(0, 3).map((link) => [link.textContent, link.getAttribute('href')]));
  const launch = '#s=timeline&d=a&p=quick-b0-p1-candidate&suite=quick';
  expect(links).toEqual([
    ['launch', launch],
    ['trial', `${launch}&case=recipe&trial=3&from=17&to=25`],
    ['token (360\u00a0ms)', `${launch}&case=recipe&trial=3&token=57&from=19&to=22`],
  ]);
});

test('a measure is explained in place, without a script', async () => {
  const { page } = await open({ javaScriptEnabled: false });
  await page.getByLabel('What is Decode speed?').first().click();
  const text = await page.locator('#changes .explain[open]').innerText();
  for (const part of ['(N − 1) / (tN − t1)', 'better: ↑ higher', '± 2 %, decides', 'trial.finished'])
    expect(text).toContain(part);
});

/** A4 less Chromium's margins, at 96 pixels an inch. */
const PAPER_PX = 718;

test('on paper no table is cut off at the right, also when everything is printed', async () => {
  const { page } = await open({ viewport: { width: PAPER_PX, height: 1000 } });
  await page.evaluate(() => document.documentElement.classList.add('print-all'));
  await page.emulateMedia({ media: 'print' });
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('.scroll')]
      .filter((region) => region.clientWidth > 0 && region.scrollWidth > region.clientWidth)
      .map((region) => region.getAttribute('aria-label')),
  );
  expect(cut).toEqual([]);
});

test.each([390, 1280])('no two words of a throttling picture touch at %i px', async (width) => {
  const { page } = await open({ viewport: { width, height: 800 } });
  const touching = await page.evaluate(() =>
    [...document.querySelectorAll('svg.curve:not(.sample)')].flatMap((picture) => {
      const boxes = [...picture.querySelectorAll('text')].map((text) => ({
        words: text.textContent,
        box: text.getBoundingClientRect(),
      }));
      const frame = picture.getBoundingClientRect();
      return boxes.flatMap(({ words, box }, i) => [
        ...(box.left < frame.left || box.right > frame.right ? [`${words} is cut off`] : []),
        ...boxes
          .slice(i + 1)
          .filter(
            (other) =>
              box.left < other.box.right &&
              other.box.left < box.right &&
              box.top < other.box.bottom &&
              other.box.top < box.bottom,
          )
          .map((other) => `${words} × ${other.words}`),
      ]);
    }),
  );
  expect(touching).toEqual([]);
});

test('each curve is named where it ends, with the candidate’s change, and marked where it throttles', async () => {
  const { page } = await open({ javaScriptEnabled: false });
  const texts = await page.locator('svg.curve text').allTextContents();
  expect(texts.filter((text) => /^(baseline|candidate)\d/.test(text))).toEqual([
    'baseline6.0',
    'candidate6.0 (0.0\u00a0%)',
  ]);
  expect(texts.filter((text) => text.includes('90'))).toEqual([
    'throttles at 90\u00a0s',
    'baseline: 90\u00a0s',
  ]);
  expect(texts.filter((text) => /^\d+ s$/.test(text)).slice(0, 3)).toEqual(['0 s', '200 s', '400 s']);
});

test('beneath a curve lies the heat of each build, and a stretch of it tells its speeds when it is pointed at', async () => {
  const { page } = await open({ javaScriptEnabled: false });
  const titles = (of: string) => page.locator(`#throttling svg.curve ${of} title`).allTextContents();
  expect((await titles('.heat')).slice(0, 3)).toEqual([
    'baseline: nominal from 0\u00a0s to 60\u00a0s',
    'baseline: fair from 60\u00a0s to 90\u00a0s',
    'baseline: serious from 90\u00a0s to 600\u00a0s',
  ]);
  expect(await titles('.readout')).toHaveLength(40);
  expect((await titles('.readout'))[20]).toMatch(
    /^300\ss to 315\ss: baseline [56]\.\d, candidate [56]\.\d tok\/s$/,
  );
});
