import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { browserSwitches, findBrowser } from '../ci/find-browser.ts';
import { clientScript } from '../harness/publish/client-script.ts';
import { median } from '../harness/statistics/median.ts';
import { renderReport } from '../reports/page.ts';
import { sampleModel } from '../reports/sample-model.fixture.ts';

/**
 * `npm run bench:report`: how long a reader waits for a report's timeline. A candidate and a baseline are drawn over each
 * other, each with half of the tokens. Exits 1 where a goal is missed.
 */
interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
}

const LOADS = 5;
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
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
for (const { what, value, unit, goal } of rows) {
  if (value > goal) process.exitCode = 1;
  process.stdout.write(
    `${value <= goal ? '✓' : '✕'} ${what}: ${value.toPrecision(3)} ${unit} (goal ≤ ${goal})\n`,
  );
}

async function rowsOf(opened: Browser, tokens: number): Promise<Row[]> {
  const model = sampleModel(tokens / 2);
  const first = model.timelines[0]?.device;
  const timelines = model.timelines.filter(({ device }) => device === first);
  const path = join(folder, `${tokens}.html`);
  await writeFile(path, renderReport({ ...model, timelines }, { clientScript: code }));
  const charts: number[] = [];
  const redraws: number[] = [];
  for (let load = 0; load < LOADS; load++) {
    const context = await opened.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(`file://${path}`);
    await page.waitForSelector('html[data-charts]');
    charts.push(await firstChartMs(page));
    redraws.push(...(await redrawMs(page)));
    await context.close();
  }
  const of = `${tokens.toLocaleString('en').replaceAll(',', ' ')} tokens`;
  return [
    { what: `${of}: size`, value: (await stat(path)).size / 1e6, unit: 'MB', goal: 5 },
    { what: `${of}: first chart`, value: middle(charts), unit: 'ms', goal: 1000 },
    { what: `${of}: redraw after a zoom, till it is painted`, value: middle(redraws), unit: 'ms', goal: 100 },
  ];
}

/** From the start of the navigation until the charts were drawn. */
function firstChartMs(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName('heatsoak-charts')[0]?.startTime ?? Number.NaN);
}

/** From a press of a button until the frame with the new picture was painted. */
function redrawMs(page: Page): Promise<number[]> {
  return page.evaluate(async (buttons) => {
    const times: number[] = [];
    for (const id of buttons) {
      await new Promise(requestAnimationFrame);
      const before = performance.now();
      document.getElementById(id)?.click();
      // A task that a frame asks for runs after that frame was painted.
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      times.push(performance.now() - before);
    }
    return times;
  }, ZOOMS);
}

function middle(values: readonly number[]): number {
  return median(values) ?? Number.NaN;
}
