import { chromium } from 'playwright';
import { browserSwitches, findBrowser } from '../ci/find-browser.ts';
import { median } from '../harness/statistics/median.ts';

/** Median first contentful paint of a local page over fresh contexts, ms. */
export async function firstPaintMs(path: string, loads: number): Promise<number> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('no browser: set CHROMIUM');
  const browser = await chromium.launch({ executablePath, args: [...browserSwitches] });
  const paints: number[] = [];
  try {
    for (let i = 0; i < loads; i++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`file://${path}`);
      const paint = await page.waitForFunction(
        () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
      );
      paints.push((await paint.jsonValue()) ?? Number.NaN);
      await context.close();
    }
  } finally {
    await browser.close();
  }
  return median(paints) ?? Number.NaN;
}
