import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserSwitches, findBrowser } from '../../../ci/find-browser.ts';
import { accessibilityViolations, scrollWidth } from '../../../reports/page-in-browser.fixture.ts';
import { type OpenSite, openLoopbackSite } from '../../serve/loopback-site.ts';
import { writeSimulatedRun } from '../simulated-run.fixture.ts';
import { siteOfRuns } from './site-of-runs.ts';

let root = '';
let site: OpenSite;
let browser: Browser;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-serve-'));
  const days = ['01', '02', '03'].map((day) => ({
    run: `2026-01-${day}T03-00-00Z-aaaa${day}`,
    at: `2026-01-${day}T03:00:00.000Z`,
  }));
  for (const [i, day] of days.entries())
    await writeSimulatedRun(root, {
      ...day,
      blocks: 2,
      speeds: { candidate: 20 - i, baseline: 20 },
      names: { candidate: `head <${i}>`, baseline: 'release' },
    });
  await writeFile(join(root, 'secret.txt'), 'beside the runs');
  await mkdir(join(root, '.hidden'));
  await symlink('/etc', join(root, 'out'));
  site = await openLoopbackSite(siteOfRuns(root));
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('no browser: npm test fetches one, or set CHROMIUM');
  browser = await chromium.launch({ executablePath, args: [...browserSwitches] });
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(root, { recursive: true, force: true });
});

/** The list as somebody sees it who opened the address that was printed; what the console said, and where requests went. */
async function enter(options: BrowserContextOptions = {}) {
  const page: Page = await (await browser.newContext(options)).newPage();
  const errors: string[] = [];
  const hosts = new Set<string>();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.goto(site.url);
  return { page, errors, hosts };
}

/** To the page that a link or a button leads to, all of it: a click waits for its first byte alone. */
async function follow(link: Locator): Promise<void> {
  await link.click();
  await link.page().waitForLoadState();
}

test('two runs are ticked and compared, the earlier first, and their reports open from there', async () => {
  const { page, errors, hosts } = await enter();
  expect(new URL(page.url()).search).toBe('');
  await page.locator('input[type=checkbox]').nth(0).check();
  await page.locator('input[type=checkbox]').nth(2).check();
  await follow(page.getByRole('button', { name: 'Compare the two ticked' }));
  expect(await page.title()).toContain('2026-01-01T03-00-00Z-aaaa01');
  expect(await page.locator('h1').innerText()).toContain('in B');
  await follow(page.getByRole('link', { name: '2026-01-03T03-00-00Z-aaaa03' }).first());
  expect(await page.title()).toMatch(/^NO-GO/);
  await follow(page.getByRole('link', { name: 'All runs' }));
  expect(await page.title()).toMatch(/^Runs of/);
  expect(errors).toEqual([]);
  expect([...hosts]).toEqual([new URL(site.url).host]);
});

test('a report runs its own script in a box: it reads no other page, and its links lead on', async () => {
  const { page, errors } = await enter();
  await follow(page.getByRole('link', { name: '2026-01-03 03:00' }));
  expect(await page.locator('html').getAttribute('class')).toContain('js');
  expect(await page.evaluate(() => self.origin)).toBe('null');
  expect(await page.evaluate(() => fetch('/').then(String, (error: Error) => error.name))).toBe('TypeError');
  expect(errors.filter((error) => !error.includes('Content Security Policy'))).toEqual([]);
  await page.goto(new URL('manifest.json', page.url()).href);
  expect(await page.locator('body').innerText()).toContain('"startedAt"');
});

test('words, verdict and day find runs, and the trend is one link away', async () => {
  const { page } = await enter();
  expect(await page.locator('tbody tr').count()).toBe(3);
  await page.getByLabel('Words').fill('head <2>');
  await follow(page.getByRole('button', { name: 'Search' }));
  expect(await page.locator('h1').innerText()).toMatch(/^1 of 3/);
  expect(await page.locator('tbody tr').count()).toBe(1);
  await follow(page.getByRole('link', { name: 'All runs' }));
  await page.getByLabel('Verdict').selectOption('INVALID');
  await follow(page.getByRole('button', { name: 'Search' }));
  expect(await page.locator('main').innerText()).toContain('No run is like that');
  await page.goto(new URL('/?since=2026-01-02', page.url()).href);
  expect(await page.locator('tbody tr').count()).toBe(2);
  await follow(page.getByRole('link', { name: /^Trend/ }));
  expect(await page.title()).toMatch(/^History/);
});

test('the trend of one measure is chosen from a list, and its page leads back to the runs', async () => {
  const { page, errors } = await enter();
  await page.goto(new URL('/history', page.url()).href);
  const figures = page.locator('#series figure');
  const all = await figures.count();
  await page.getByLabel('Measure').selectOption({ label: 'Decode speed' });
  await follow(page.getByRole('button', { name: 'Show' }));
  expect(await page.getByLabel('Measure').inputValue()).toBe('decode_rate');
  expect(await figures.count()).toBeLessThan(all);
  for (const words of await figures.allInnerTexts()) expect(words).toMatch(/^Decode speed/);
  expect(await accessibilityViolations(page)).toEqual([]);
  await follow(page.getByRole('link', { name: 'All series' }));
  expect(await figures.count()).toBe(all);
  await follow(page.getByRole('link', { name: 'All runs' }));
  expect(await page.locator('tbody tr').count()).toBe(3);
  expect(errors).toEqual([]);
});

test.each([
  [0, '0 were ticked'],
  [1, '1 were ticked'],
  [3, '3 were ticked'],
])('%i ticked are told, and no fault', async (count, words) => {
  const { page } = await enter();
  for (let i = 0; i < count; i++) await page.locator('input[type=checkbox]').nth(i).check();
  await follow(page.getByRole('button', { name: 'Compare the two ticked' }));
  expect(await page.locator('h1').innerText()).toContain(words);
  await follow(page.getByRole('link', { name: 'All runs' }));
  expect(await page.locator('tbody tr').count()).toBe(3);
});

test.each([
  ['light', 'light' as const, 1280],
  ['dark', 'dark' as const, 1280],
  ['320 px', 'light' as const, 320],
])('no accessibility violation and no sideways scroll: %s', async (_, colorScheme, width) => {
  const { page } = await enter({ colorScheme, viewport: { width, height: 640 } });
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
});

test.each([
  ['a way up', '/..%2f..%2f..%2fetc%2fpasswd'],
  ['a way up behind a run', '/2026-01-01T03-00-00Z-aaaa01/..%2f..%2fsecret.txt'],
  ['a link that leads out', '/out/passwd'],
  ['a hidden folder', '/.hidden/report.html'],
  ['half of a character', '/%E0%A4%A'],
  ['a file of no known kind', '/2026-01-01T03-00-00Z-aaaa01/events'],
])('%s leads to nothing', async (_, path) => {
  const { headers } = await fetch(site.url, { redirect: 'manual' });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  expect((await fetch(new URL(site.url).origin + path, { headers: { cookie } })).status).toBe(404);
});
