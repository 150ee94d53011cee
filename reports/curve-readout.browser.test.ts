import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderReport } from './page.ts';
import { type OpenedPage, type PageInBrowser, pageInBrowser } from './page-in-browser.fixture.ts';
import { sampleModel } from './sample-model.fixture.ts';

let report: PageInBrowser;
beforeAll(async () => {
  const clientScript = await readFile('dist/reports/client.js', 'utf8');
  report = await pageInBrowser(renderReport(sampleModel(640), { clientScript }));
});
afterAll(() => report?.close());

async function open(): Promise<OpenedPage['page']> {
  const { page } = await report.open({ viewport: { width: 1280, height: 800 } });
  await page.waitForSelector('html[data-charts="2"]');
  return page;
}

test('pointing at a throttle curve says the seconds, the speeds and the thermal states', async () => {
  const page = await open();
  const said = page.locator('#throttling .curve-said').first();
  expect(await said.innerText()).toContain('Point at the curves');
  // Forty stretches of ten minutes: the second one of the throttled part.
  await page.locator('#throttling rect.readout').nth(8).hover();
  expect((await said.innerText()).replaceAll(/\s/g, ' ')).toMatch(
    /^120 s to 135 s: baseline 6\.\d, candidate [56]\.\d tok\/s · baseline: serious · candidate: serious$/,
  );
  expect(await page.locator('#throttling rect.is-read').count()).toBe(1);
  await page.locator('#throttling h2').hover();
  expect(await said.innerText()).toContain('Point at the curves');
});

test('arrows step along a throttle curve', async () => {
  const page = await open();
  await page.locator('#throttling svg.curve').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const said = page.locator('#throttling .curve-said').first();
  expect((await said.innerText()).replaceAll(/\s/g, ' ')).toMatch(/^15 s to 30 s: .*candidate: nominal$/);
  expect(await said.getAttribute('role')).toBe('status');
});
