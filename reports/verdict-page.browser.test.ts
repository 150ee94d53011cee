import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SimulatedRun, simulatedRunLogs } from '../harness/app/simulated-run.fixture.ts';
import { deriveLogs } from '../harness/judge/derive.ts';
import { buildReportModel } from './build-model.ts';
import { renderReport } from './page.ts';
import { type BrowserOfPages, browserOfPages } from './page-in-browser.fixture.ts';
import type { ReportModel } from './report-model.ts';

const TEN = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
const two: SimulatedRun = {
  ...{ speeds: { baseline: 20, candidate: 20 }, blocks: 4, devices: ['one', 'two'] },
  extra: { limits: [{ metric: 'footprint_peak', atMost: 2816 }] },
};
const slower = { speeds: { baseline: 20, candidate: 18 } };

function modelOf(run: SimulatedRun): ReportModel {
  const { measurement, comparisons, verdict } = deriveLogs(simulatedRunLogs(run));
  return buildReportModel(measurement, comparisons, verdict);
}

let browser: BrowserOfPages;
let clientScript = '';
beforeAll(async () => {
  clientScript = await readFile('dist/reports/client.js', 'utf8');
  browser = await browserOfPages();
});
afterAll(() => browser?.close());

const SCREEN_PX = 800;

test('ten phones are at most six screens before anything is unfolded', async () => {
  const model = modelOf({ ...two, ...slower, devices: TEN });
  const { open } = await browser.write('ten', renderReport(model, { clientScript }));
  const { page } = await open({ viewport: { width: 1280, height: SCREEN_PX } });
  expect(await page.locator('#devices summary').first().innerText()).toContain('10 phones in quick');
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  expect(height / SCREEN_PX).toBeLessThanOrEqual(6);
});

test('a number that stands twice on the page is the same text in both places', async () => {
  const model = modelOf({ ...two, ...slower, launchNoise: 0.01 });
  const { open } = await browser.write('facts', renderReport(model, { clientScript }));
  const { page } = await open({ javaScriptEnabled: false });
  const text = (selector: string): Promise<string | null> => page.locator(selector).first().textContent();
  const decided = model.verdict.gates?.find(({ id }) => id === 'decode_rate');
  const device = decided?.device ?? '';
  const change = await text(`#devices [data-fact="${device}/quick/change"]`);
  expect(change).toMatch(/^−\d+\.\d\u00a0% \(−.* to −.*\)$/);
  expect(await text(`.gates [data-fact="${device}/quick/decode_rate"]`)).toBe(change);
  const panel = page.locator('#changes .panel tr', { hasText: model.deviceNames[device] ?? device }).first();
  const cells = await panel.locator('td').allTextContents();
  expect(cells).toContain(change);
  expect(cells).toContain(await text(`#devices [data-fact="${device}/quick/decode_rate"]`));
});
