import { type Browser, chromium } from 'playwright';
import { browserSwitches, findBrowser } from '../ci/find-browser.ts';
import { median } from '../harness/statistics/median.ts';

/** When a reader first sees something of a page, ms from the start of the navigation. */
export interface Paint {
  readonly wallMs: number;
  /** Processor time of the page's thread until then, which neighbours on the host do not stretch. */
  readonly processorMs: number;
}

/** Median first contentful paint of a local page over fresh contexts. */
export async function firstPaint(path: string, loads: number): Promise<Paint> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('no browser: set CHROMIUM');
  const browser = await chromium.launch({ executablePath, args: [...browserSwitches] });
  const paints: Paint[] = [];
  try {
    for (let i = 0; i < loads; i++) paints.push(await paintOf(browser, `file://${path}`));
  } finally {
    await browser.close();
  }
  const middle = (of: (paint: Paint) => number): number => median(paints.map(of)) ?? Number.NaN;
  return { wallMs: middle(({ wallMs }) => wallMs), processorMs: middle(({ processorMs }) => processorMs) };
}

async function paintOf(browser: Browser, url: string): Promise<Paint> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await browser.startTracing(page, { categories: ['toplevel', 'loading'] });
  await page.goto(url);
  const paint = await page.waitForFunction(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  );
  const wallMs = (await paint.jsonValue()) ?? Number.NaN;
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] };
  await context.close();
  return { wallMs, processorMs: processorMsUntilPaint(trace.traceEvents) };
}

/** An event of Chrome's trace; times are µs, `tdur` that of the thread's processor. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly tdur?: number;
}

function processorMsUntilPaint(events: readonly TraceEvent[]): number {
  const paint = events.find(({ name }) => name === 'firstContentfulPaint');
  if (!paint) return Number.NaN;
  const tasks = events.filter(
    ({ name, pid, tid, ts }) =>
      name.endsWith('RunTask') && pid === paint.pid && tid === paint.tid && ts <= paint.ts,
  );
  return tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000;
}
