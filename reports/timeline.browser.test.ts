import { readFile } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderReport } from './page.ts';
import { type PageInBrowser, pageInBrowser } from './page-in-browser.fixture.ts';
import { sampleModel, stalled } from './sample-model.fixture.ts';

let report: PageInBrowser;
beforeAll(async () => {
  const clientScript = await readFile('dist/reports/client.js', 'utf8');
  report = await pageInBrowser(renderReport(sampleModel(), { clientScript }));
});
afterAll(() => report?.close());

const desktop = { viewport: { width: 1280, height: 800 } };

async function open(hash = '', options: BrowserContextOptions = desktop): Promise<Page> {
  const { page } = await report.open(options, hash);
  await page.waitForSelector('html[data-charts="2"]');
  return page;
}

const crosshair = (page: Page): Promise<string> => page.locator('#readout').innerText();
const spoken = (page: Page): Promise<string | null> => page.locator('#tokens').getAttribute('aria-valuetext');
const window = async (page: Page): Promise<number[]> => [
  Number(await page.inputValue('#from')),
  Number(await page.inputValue('#to')),
];

/** A point of the token chart, by its shares of width and height. */
async function at(page: Page, across: number, down = 0.5): Promise<[x: number, y: number]> {
  await page.locator('#tokens').scrollIntoViewIfNeeded();
  const box = await page.locator('#tokens').boundingBox();
  if (!box) throw new Error('the chart is not on the page');
  return [box.x + box.width * across, box.y + box.height * down];
}

async function drag(page: Page, from: number, to: number): Promise<void> {
  await page.mouse.move(...(await at(page, from)));
  await page.mouse.down();
  await page.mouse.move(...(await at(page, to)), { steps: 4 });
  await page.mouse.up();
}

test('from the verdict two clicks lead to the slowest token of the worst change, and its link to the same view', async () => {
  const page = await open();
  await page.click('nav a[href="#timeline"]');
  await page.click('#slowest-of-worst');
  await expect.poll(() => crosshair(page)).toMatch(/360\.0\sms/);
  expect(await spoken(page)).toContain(
    `index ${stalled.token} of 128, id 1057, text “ word1057”, case recipe`,
  );
  await expect.poll(() => page.url()).toContain('token=57');
  const fresh = await open(new URL(page.url()).hash);
  expect(await crosshair(fresh)).toBe(await crosshair(page));
  expect(await window(fresh)).toEqual(await window(page));
  const top = (await fresh.locator('#timeline').boundingBox())?.y;
  // A sticky head has room above it.
  expect(top).toBeGreaterThanOrEqual(0);
  expect(top).toBeLessThan(100);
});

test('from the verdict two clicks lead through the cell of the worst change to its slowest token', async () => {
  const page = await open();
  await page.click('nav a[href="#changes"]');
  await page.click('#changes .cell[open] .links a:text("token")');
  await expect.poll(() => spoken(page)).toMatch(/this token 360\.0\sms.*index 57 of 128/);
  expect((await page.locator('#timeline').boundingBox())?.y).toBeLessThan(100);
});

test('the first launch is the candidate on the phone that decided, with the baseline behind it', async () => {
  const page = await open();
  const chosen = await page.locator('#launch option:checked, #beside option:checked').allInnerTexts();
  expect(chosen).toEqual([
    'iPhone 15: quick, candidate, block 1, position 2',
    'iPhone 15: quick, baseline, block 1, position 1',
  ]);
});

test('pointing at a spike names its token, and the one that the baseline gave at that moment', async () => {
  const page = await open('#s=timeline&d=a&p=quick-b0-p1-candidate&from=15&to=30&trial=3&token=57');
  const line = await page.locator('#crosshair').boundingBox();
  const dot = await page.locator('#crosshair i').boundingBox();
  await page.focus('#tokens');
  await page.keyboard.press('Home');
  await page.fill('#from', '15');
  await page.fill('#to', '30');
  await page.dispatchEvent('#to', 'change');
  // A little beside the spike, where other tokens are nearer in time.
  await page.mouse.move((line?.x ?? 0) + 3, (dot?.y ?? 0) + 30);
  const [candidate, baseline] = await page.locator('#readout p').allInnerTexts();
  expect(candidate).toMatch(/360\.0\sms/);
  expect(baseline).toMatch(/^\s*baseline.*\sms/s);
});

test('a drag zooms, Shift and drag moves, double click and Escape show the whole launch', async () => {
  const page = await open();
  await drag(page, 0.4, 0.6);
  const [from = 0, to = 0] = await window(page);
  expect(to - from).toBeGreaterThan(100);
  expect(to - from).toBeLessThan(140);
  await page.keyboard.down('Shift');
  await drag(page, 0.5, 0.4);
  await page.keyboard.up('Shift');
  const [moved = 0] = await window(page);
  expect(moved).toBeGreaterThan(from + 5);
  await page.mouse.dblclick(...(await at(page, 0.5)));
  expect(await window(page)).toEqual([0, 0]);
  await drag(page, 0.4, 0.6);
  await page.focus('#tokens');
  await page.keyboard.press('Escape');
  expect(await window(page)).toEqual([0, 0]);
});

test('the wheel scrolls the page until the plot was clicked, then it zooms about the pointer', async () => {
  const page = await open();
  await page.mouse.move(...(await at(page, 0.5)));
  const before = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, -200);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThan(before);
  expect(await window(page)).toEqual([0, 0]);
  await page.mouse.click(...(await at(page, 0.5)));
  await page.mouse.wheel(0, -300);
  await expect.poll(async () => (await window(page))[1]).toBeGreaterThan(0);
  const [from = 0, to = 0] = await window(page);
  expect((from + to) / 2).toBeGreaterThan(200);
  expect(to - from).toBeLessThan(400);
});

test('arrows step from token to token, Page keys from trial to trial, Home and End to the ends', async () => {
  const page = await open();
  await page.focus('#tokens');
  await page.keyboard.press('Home');
  expect(await spoken(page)).toMatch(/first token after .* index 0 of 128, id 1000/);
  await page.keyboard.press('ArrowRight');
  expect(await spoken(page)).toContain('index 1 of 128, id 1001');
  await page.keyboard.press('PageDown');
  expect(await spoken(page)).toMatch(/index 0 of 128.*trial 1,/);
  await page.keyboard.press('End');
  expect(await spoken(page)).toMatch(/index 127 of 128.*trial 99,.*serious/);
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  const [from = 0, to = 0] = await window(page);
  expect(to - from).toBeLessThan(200);
  await page.keyboard.press('Home');
  expect((await window(page))[0]).toBe(0);
});

test('From after To is refused with a word, and the picture stays', async () => {
  const page = await open();
  await page.fill('#to', '10');
  await page.fill('#from', '300');
  await page.dispatchEvent('#from', 'change');
  expect(await page.innerText('#timeline-said')).toBe('From (300 s) must come before To (10 s).');
  expect(await page.getAttribute('#to', 'aria-invalid')).toBe('true');
  await page.fill('#to', '400');
  await page.dispatchEvent('#to', 'change');
  expect(await page.innerText('#timeline-said')).toBe('');
  await expect.poll(() => page.url()).toContain('from=300');
});

test('both plots and all lanes begin and end at the same place', async () => {
  const page = await open();
  const edges = await page.evaluate(() =>
    ['#prompt-lanes rect', '#thermal-strip rect'].map((each) =>
      Math.round(document.querySelector(each)?.getBoundingClientRect().left ?? 0),
    ),
  );
  const box = await page.locator('#plot').boundingBox();
  // The first prompt comes a second after the launch, two pixels on.
  expect(edges.map((edge) => edge - (box?.x ?? 0))).toEqual([70, 68]);
});

test('the memory chart is 80 px high and says how much was left below the limit', async () => {
  const page = await open();
  expect((await page.locator('#memory').boundingBox())?.height).toBe(80);
  expect((await page.innerText('#headroom')).replaceAll(/\s/g, ' ')).toBe(
    'candidate: at its peak 1 832 MiB below the limit; baseline: at its peak 1 832 MiB below the limit',
  );
  expect(await page.innerText('#limit-name')).toMatch(/killed at 3.072\sMiB/);
});

test('no two words of the lanes and strips touch', async () => {
  for (const width of [390, 1280]) {
    const page = await open('', { viewport: { width, height: 800 } });
    const touching = await page.evaluate(() =>
      ['prompt-lanes', 'thermal-strip'].flatMap((id) => {
        const boxes = [...(document.getElementById(id)?.querySelectorAll('text') ?? [])].map((text) =>
          text.getBoundingClientRect(),
        );
        return boxes.filter((a, i) =>
          boxes
            .slice(i + 1)
            .some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom - 2),
        );
      }),
    );
    expect(touching).toEqual([]);
  }
});

test('the CSV has every token of both launches with its id and text', async () => {
  const page = await open();
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#csv')]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  expect([lines[0], lines.length]).toEqual([
    'device,launch,case,trial,token,id,text,seconds,ms',
    1 + 2 * 12_800,
  ]);
  expect(lines[1 + stalled.trial * 128 + stalled.token]).toMatch(
    /^a,quick-b0-p1-candidate,recipe,3,57,1057," word1057",[\d.]+,360\.000$/,
  );
  expect(download.suggestedFilename()).toBe('a-quick-b0-p1-candidate-tokens.csv');
});

test('the table twins are those of the launch in front, and every canvas has one', async () => {
  const page = await open();
  const text = await page.locator('#tokens-table').textContent();
  await page.selectOption('#launch', '5');
  expect(await page.locator('#tokens-table').textContent()).not.toBe(text);
  const twins = await page.evaluate(() =>
    [...document.querySelectorAll('canvas')].map(
      (canvas) => document.getElementById(canvas.getAttribute('aria-describedby') ?? '')?.tagName,
    ),
  );
  expect(twins).toEqual(['TABLE', 'TABLE']);
});

test('stalls can be cut off: the axis ends near what is typical, and each has a mark', async () => {
  const page = await open('#s=timeline&d=a&p=quick-b0-p1-candidate&trial=3&token=57');
  const height = async (): Promise<number> =>
    (await page.locator('#crosshair i').boundingBox())?.y ?? Number.NaN;
  const before = await height();
  await page.click('#cut');
  expect(await page.getAttribute('#cut', 'aria-pressed')).toBe('true');
  expect(await height()).toBeLessThan(before);
  await expect.poll(() => page.url()).toContain('cut=1');
});
