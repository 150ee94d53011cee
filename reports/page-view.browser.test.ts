import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderReport } from './page.ts';
import { accessibilityViolations, type PageInBrowser, pageInBrowser } from './page-in-browser.fixture.ts';
import { sampleModel } from './sample-model.fixture.ts';

let report: PageInBrowser;
beforeAll(async () => {
  const clientScript = await readFile('dist/reports/client.js', 'utf8');
  report = await pageInBrowser(renderReport(sampleModel(1280), { clientScript }));
});
afterAll(() => report?.close());

async function open(hash = ''): Promise<Page> {
  const { page } = await report.open(
    { viewport: { width: 1280, height: 800 }, permissions: ['clipboard-read', 'clipboard-write'] },
    hash,
  );
  await page.waitForSelector('html[data-charts="2"]');
  return page;
}

const topOf = async (page: Page, id: string): Promise<number> =>
  (await page.locator(`#${id}`).boundingBox())?.y ?? Number.NaN;

test('a link pasted into an open page shows its view', async () => {
  const page = await open();
  await page.evaluate(() => {
    location.hash = '#s=timeline&d=c&p=quick-b0-p0-baseline&from=2&to=4&trial=1&token=7';
  });
  // The page is told of it after the script that changed the address has ended.
  await expect
    .poll(() => page.locator('#launch option:checked').innerText())
    .toContain('iPhone 17 Pro: quick, baseline');
  expect([await page.inputValue('#from'), await page.inputValue('#to')]).toEqual(['2', '4']);
  expect(await page.getAttribute('#tokens', 'aria-valuetext')).toContain('index 7 of 128');
  expect(await topOf(page, 'timeline')).toBeLessThan(100);
});

test('links of earlier reports still name a phone, a launch and a window', async () => {
  const page = await open('#d=c&p=quick-b0-p1-candidate&from=1&to=5');
  expect(await page.locator('#launch option:checked').innerText()).toContain('iPhone 17 Pro');
  expect([await page.inputValue('#from'), await page.inputValue('#to')]).toEqual(['1', '5']);
});

test('an anchor of the navigation goes to its section and keeps the view', async () => {
  const page = await open('#s=timeline&d=c&p=quick-b0-p1-candidate&from=1&to=5&trial=1&token=7');
  const before = await page.innerText('#readout');
  await page.click('nav a[href="#changes"]');
  await expect.poll(() => page.url()).toMatch(/#s=changes&.*token=7/);
  expect(await page.innerText('#readout')).toBe(before);
  expect(await topOf(page, 'changes')).toBeLessThan(100);
});

test('what is unfolded and which reading is shown are in the link', async () => {
  const page = await open();
  await page.click('#timeline details > summary');
  await page.click('#changes button[data-filter="regression"]');
  await expect.poll(() => page.url()).toMatch(/filter=regression/);
  await expect.poll(() => page.url()).toMatch(/open=/);
  const fresh = await open(new URL(page.url()).hash);
  expect(await fresh.getAttribute('#changes button[data-filter="regression"]', 'aria-pressed')).toBe('true');
  expect(await fresh.locator('#timeline details').evaluate((each) => (each as HTMLDetailsElement).open)).toBe(
    true,
  );
});

test('copying the link is confirmed in a live region, and what is copied is the view', async () => {
  const page = await open();
  await page.selectOption('#beside', '');
  await page.click('#link');
  await expect.poll(() => page.innerText('#timeline-said')).toBe('Link copied: it opens this very view.');
  expect(await page.getAttribute('#timeline-said', 'role')).toBe('status');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  const fresh = await open(new URL(page.url()).hash);
  expect(await fresh.inputValue('#beside')).toBe('');
});

test('the first screen is copied as text: verdict and reason, facts, a line a gate', async () => {
  const page = await open();
  await page.click('#copy-summary');
  await expect.poll(() => page.innerText('#summary-said')).toBe('Summary copied.');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const [verdict, facts, gates] = copied.split('\n\n');
  expect(verdict).toMatch(/^\*\*✕ NO-GO SIMULATED\*\* iPhone 15 decodes/);
  expect(facts).toContain(' · ');
  expect(gates?.split('\n')).toHaveLength(await page.locator('.gates li').count());
  expect(gates).toMatch(/^- ✕ Decode speed: −.*allowed −2/);
});

test('a slash searches: rows that do not match are hidden, Enter jumps to the first that does', async () => {
  const page = await open();
  await page.keyboard.press('/');
  await page.keyboard.type('time to −50');
  expect(await page.locator('#search-found [role=option]').first().innerText()).toMatch(
    /^Measures.*Time to −50 %/s,
  );
  expect(await page.locator('#prompts tbody tr:visible').count()).toBe(0);
  await page.keyboard.press('Enter');
  const focused = await page.evaluate(() => document.activeElement?.textContent);
  expect(focused).toContain('Time to −50 %');
  await page.focus('#search');
  await page.keyboard.press('Escape');
  expect(await page.locator('#prompts tbody tr:visible').count()).toBeGreaterThan(0);
});

test('a search finds launches, and jumps to their timeline', async () => {
  const page = await open();
  await page.fill('#search', '17 pro candidate position');
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.click('#search-found [role=option]');
  expect(await page.locator('#launch option:checked').innerText()).toContain(
    'iPhone 17 Pro: quick, candidate',
  );
  await expect.poll(() => page.url()).toMatch(/q=17/);
  const fresh = await open(new URL(page.url()).hash);
  expect(await fresh.inputValue('#search')).toBe('17 pro candidate position');
  expect(await fresh.locator('#prompts tbody tr:visible').count()).toBe(0);
});

test('on paper every fold is open and the charts are pictures, in light colours; afterwards the page is as before', async () => {
  const page = await open();
  const state = () =>
    page.evaluate(() => ({
      closed: document.querySelectorAll('details:not([open])').length,
      pictures: [...document.querySelectorAll<HTMLImageElement>('#plot img')].map(
        ({ src, alt }) => [src.slice(0, 22), alt.length > 10] as const,
      ),
    }));
  const before = await state();
  expect(before.closed).toBeGreaterThan(0);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const png = ['data:image/png;base64,', true];
  expect(await state()).toEqual({ closed: 0, pictures: [png, png] });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  expect(await state()).toEqual(before);
});

test('a browser that prints everything puts the pictures of both charts on paper', async () => {
  const page = await open();
  const pictures = async (): Promise<number> =>
    ((await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Subtype\s*\/Image/g) ?? []).length;
  const before = await pictures();
  await page.evaluate(() => document.documentElement.classList.add('print-all'));
  expect(await pictures()).toBeGreaterThanOrEqual(before + 2);
});
