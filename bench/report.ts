import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { browserSwitches, findBrowser } from '../ci/find-browser.ts';
import { clientScript } from '../harness/publish/client-script.ts';
import { median } from '../harness/statistics/median.ts';
import { renderReport } from '../reports/page.ts';
import { sampleModel } from '../reports/sample-model.fixture.ts';
import { firstPaint } from './first-paint.ts';

/**
 * `npm run bench:report`: how long a reader waits for a report's first screen and its timeline. A candidate and a baseline are drawn over each
 * other, each with half of the tokens. Goals are held to the processor time of the page's thread, which neighbours do not
 * stretch; the time on the wall stands beside it. Exits 1 where a goal is missed.
 */
interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Null: shown only. */
  readonly goal: number | null;
}

const LOADS = 5;
/** Tokens of each of the sample's six launches with which its page is at least as large as the largest that anybody should meet. */
const TOKENS_OF_A_LARGE_PAGE = 600_000;
/** The whole, and windows of a half, a quarter and an eighth of it; then back. */
const ZOOMS = ['zoom-in', 'zoom-in', 'zoom-in', 'zoom-out', 'zoom-out', 'whole', 'zoom-in', 'whole'];

const code = await clientScript();
const executablePath = findBrowser();
if (executablePath === null) throw new Error('no browser: set CHROMIUM');
const browser = await chromium.launch({ executablePath, args: [...browserSwitches] });
const folder = await mkdtemp(join(tmpdir(), 'heatsoak-bench-report-'));
const rows: Row[] = [];
try {
  for (const tokens of [1e5, 1e6]) rows.push(...(await rowsOf(browser, tokens)));
  rows.push(...(await paintRows()));
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
for (const { what, value, unit, goal } of rows) {
  const isMet = goal === null || value <= goal;
  if (!isMet) process.exitCode = 1;
  const mark = goal === null ? ' ' : isMet ? '✓' : '✕';
  process.stdout.write(
    `${mark} ${what}: ${Number(value.toPrecision(3))} ${unit}${goal === null ? '' : ` (goal ≤ ${goal})`}\n`,
  );
}

async function rowsOf(opened: Browser, tokens: number): Promise<Row[]> {
  const model = sampleModel(tokens / 2);
  const first = model.timelines[0]?.device;
  const timelines = model.timelines.filter(({ device }) => device === first);
  const path = join(folder, `${tokens}.html`);
  await writeFile(path, renderReport({ ...model, timelines }, { clientScript: code }));
  const charts: Time[] = [];
  const redraws: Time[] = [];
  for (let load = 0; load < LOADS; load++) {
    const context = await opened.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const processor = await processorOf(page);
    await page.goto(`file://${path}`);
    await page.waitForSelector('html[data-charts]');
    charts.push({ wallMs: await firstChartMs(page), processorMs: await processor() });
    for (const button of ZOOMS) {
      const before = await processor();
      const wallMs = await redrawMs(page, button);
      redraws.push({ wallMs, processorMs: (await processor()) - before });
    }
    await context.close();
  }
  const of = `${tokens.toLocaleString('en').replaceAll(',', ' ')} tokens`;
  return [
    { what: `${of}: size`, value: (await stat(path)).size / 1e6, unit: 'MB', goal: 5 },
    ...timeRows(`${of}: first chart`, charts, 1000),
    ...timeRows(`${of}: redraw after a zoom`, redraws, 100),
  ];
}

async function paintRows(): Promise<Row[]> {
  const path = join(folder, 'large.html');
  await writeFile(path, renderReport(sampleModel(TOKENS_OF_A_LARGE_PAGE), { clientScript: code }));
  const paints = [await firstPaint(path, LOADS)];
  const size = { what: 'a large page: size', value: (await stat(path)).size / 1e6, unit: 'MB', goal: null };
  return [size, ...timeRows('a large page: first paint', paints, 500)];
}

interface Time {
  readonly wallMs: number;
  readonly processorMs: number;
}

function timeRows(what: string, times: readonly Time[], goal: number): Row[] {
  const middle = (of: (time: Time) => number): number => median(times.map(of)) ?? Number.NaN;
  return [
    { what: `${what}, processor`, value: middle(({ processorMs }) => processorMs), unit: 'ms', goal },
    { what: `${what}, wall`, value: middle(({ wallMs }) => wallMs), unit: 'ms', goal: null },
  ];
}

/** Tells how long the page's thread has worked so far, ms of its processor. */
async function processorOf(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
}

/** From the start of the navigation until the charts were drawn. */
function firstChartMs(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName('heatsoak-charts')[0]?.startTime ?? Number.NaN);
}

/** From the press of a button until the frame with the new picture was painted. */
function redrawMs(page: Page, id: string): Promise<number> {
  // As text: this program is not compiled for a browser. A task that a frame asks for runs after that frame was painted.
  return page.evaluate(`(async () => {
    const before = performance.now();
    document.getElementById('${id}').click();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - before;
  })()`);
}
