import { type BrowserContext, chromium } from 'playwright';
import { browserSwitches, findBrowser } from '../ci/find-browser.ts';
import { median } from '../harness/statistics/median.ts';

/** When a reader first sees something of a page, ms from the start of the navigation. */
export interface Paint {
  readonly wallMs: number;
  /** Processor time of the page's thread until it was told of the paint: what neighbours do not stretch, and at most a little too much. */
  readonly processorMs: number;
}

/** Median first contentful paint of a local page over fresh contexts. */
export async function firstPaint(path: string, loads: number): Promise<Paint> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('no browser: set CHROMIUM');
  const browser = await chromium.launch({ executablePath, args: [...browserSwitches] });
  const paints: Paint[] = [];
  try {
    for (let i = 0; i < loads; i++) {
      const context = await browser.newContext();
      paints.push(await paintIn(context, `file://${path}`));
      await context.close();
    }
  } finally {
    await browser.close();
  }
  const middle = (of: (paint: Paint) => number): number => median(paints.map(of)) ?? Number.NaN;
  return { wallMs: middle(({ wallMs }) => wallMs), processorMs: middle(({ processorMs }) => processorMs) };
}

async function paintIn(context: BrowserContext, url: string): Promise<Paint> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  // `commit`: the paint is waited for while the rest of the page still arrives.
  await page.goto(url, { waitUntil: 'commit' });
  const paint = await page.waitForFunction(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  );
  const { metrics } = await devtools.send('Performance.getMetrics');
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  return { wallMs: (await paint.jsonValue()) ?? Number.NaN, processorMs: 1000 * seconds };
}
