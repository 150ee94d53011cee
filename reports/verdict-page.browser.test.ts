import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SimulatedRun, simulatedRunLogs } from '../harness/app/simulated-run.fixture.ts';
import { deriveLogs } from '../harness/judge/derive.ts';
import { buildReportModel } from './build-model.ts';
import { renderReport } from './page.ts';
import { type BrowserOfPages, browserOfPages } from './page-in-browser.fixture.ts';
import { faultsOf, seePage } from './page-seen.fixture.ts';
import type { ReportModel } from './report-model.ts';
import { variantsModel } from './variants-model.fixture.ts';
import type { AnswerWord } from './verdict-badge.ts';

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

const lowPower = (log: string): string => log.replaceAll('"lowPowerMode":false', '"lowPowerMode":true');

/** Every kind of run, and the word on its page. */
const runs: readonly (readonly [kind: string, word: AnswerWord, model: () => ReportModel])[] = [
  ['pass', 'GO', () => modelOf(two)],
  ['regression', 'NO-GO', () => modelOf({ ...two, ...slower })],
  ['regression on ten phones', 'NO-GO', () => modelOf({ ...two, ...slower, devices: TEN })],
  [
    'crash',
    'NO-GO',
    () => modelOf({ ...two, ends: ({ role }) => (role === 'candidate' ? 'crashed' : null) }),
  ],
  [
    'wrong output',
    'NO-GO',
    () =>
      modelOf({
        ...two,
        edit: (log, { role }) => (role === 'candidate' ? log.replaceAll(/"ids":\[\d+/g, '"ids":[9') : log),
      }),
  ],
  [
    'Low Power Mode',
    'INVALID',
    () => modelOf({ ...two, edit: (log, { role }) => (role === 'candidate' ? lowPower(log) : log) }),
  ],
  ['interrupted', 'INVALID', () => modelOf({ ...two, lost: () => true, missing: ({ block }) => block > 1 })],
  ['empty', 'INVALID', () => modelOf({ ...two, missing: () => true })],
  ['too few blocks', 'INCONCLUSIVE', () => modelOf({ ...two, blocks: 2, launchNoise: 0.05 })],
  ['A/A', 'INCONCLUSIVE', () => modelOf({ ...two, names: { baseline: 'same', candidate: 'same' } })],
  ['variants', 'MEASURED', variantsModel],
];

let browser: BrowserOfPages;
let clientScript = '';
beforeAll(async () => {
  clientScript = await readFile('dist/reports/client.js', 'utf8');
  browser = await browserOfPages();
});
afterAll(() => browser?.close());

test.each(runs)(
  'the page of a run decides on its first screen, asks for nothing and never scrolls sideways: %s',
  async (kind, word, model) => {
    const written = await browser.write(kind.replaceAll(/\W/g, '-'), renderReport(model(), { clientScript }));
    expect(faultsOf(await seePage(written, ['320 px']), word)).toEqual([]);
  },
);

test('ten phones in one line before they are unfolded, and no accessibility violation in any look', async () => {
  const model = modelOf({ ...two, ...slower, devices: TEN });
  const written = await browser.write('ten', renderReport(model, { clientScript }));
  expect(faultsOf(await seePage(written, ['light', 'dark']), 'NO-GO')).toEqual([]);
  const { page } = await written.open();
  expect(await page.locator('#devices summary').first().innerText()).toContain('10 phones in quick');
});

test('a page that keeps no promise is told for each of them', async () => {
  const wide = '<ul><li style="width:2000px;height:9000px">a gate</li></ul>';
  const written = await browser.write(
    'broken',
    `<title>GO: fine</title><nav><a class="badge" href="#">GO</a></nav><h1>GO</h1>
<div class="gates">${wide}</div><svg role="img" aria-label="lonely"></svg><img src="missing.png">`,
  );
  const faults = faultsOf(await seePage(written, ['light']), 'NO-GO');
  for (const told of [
    /^says GO in its navigation/,
    /^the gates end in a desktop/,
    /^the gates end in a phone/,
    /^screens before anything is unfolded: 1\d/,
    /^px wide in a window of 320: 20\d\d/,
    /: lonely$/,
    /^asks for .*missing\.png$/,
    /^fails: /,
    /^light: image-alt: /,
  ])
    expect(faults).toContainEqual(expect.stringMatching(told));
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
