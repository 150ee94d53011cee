import type { BrowserContextOptions, Page } from 'playwright';
import {
  accessibilityViolations,
  type OpenedPage,
  type PageInBrowser,
  scrollWidth,
} from './page-in-browser.fixture.ts';
import type { AnswerWord } from './verdict-badge.ts';

/** What a reader of a report meets in a browser. Lengths are CSS pixels. */
export interface PageSeen {
  readonly title: string;
  readonly hero: string;
  /** The verdict in the navigation. */
  readonly pill: string;
  /** Lower edge of the list of gates in a desktop's window and in a phone's. */
  readonly gatesEnd: { readonly desktop: number; readonly phone: number };
  /** Height of the page before anything is unfolded, in windows of a desktop. */
  readonly screens: number;
  /** Width of the page in a window of 320. */
  readonly width: number;
  readonly charts: number;
  /** Charts that no table says again. */
  readonly chartsWithoutTable: readonly string[];
  /** What was asked for besides the page itself. */
  readonly requests: readonly string[];
  readonly errors: readonly string[];
  /** What axe found, the look before each. */
  readonly violations: readonly string[];
}

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const narrow = { width: 320, height: 640 };

/** How a reader may have set the browser. */
export const looks = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  '320 px': { viewport: narrow },
} as const satisfies Record<string, BrowserContextOptions>;
export type Look = keyof typeof looks;

/** Measures the page, and lets axe look at it in each of these looks. */
export async function seePage(
  { url, open }: Pick<PageInBrowser, 'url' | 'open'>,
  seenIn: readonly Look[],
): Promise<PageSeen> {
  const { page, requests, errors } = await openDrawn(open, { viewport: desktop, colorScheme: 'light' });
  const seen = {
    title: await page.title(),
    hero: (await page.locator('h1').innerText()).replaceAll(/\s+/g, ' '),
    pill: await page.locator('nav .badge').innerText(),
    screens: (await page.evaluate(() => document.documentElement.scrollHeight)) / desktop.height,
    ...(await chartsOf(page)),
  };
  const endOnDesktop = await lowestGate(page);
  await page.setViewportSize(phone);
  const gatesEnd = { desktop: endOnDesktop, phone: await lowestGate(page) };
  await page.context().close();
  const violations: string[] = [];
  for (const look of seenIn) violations.push(...(await violationsIn(open, look)));
  const width = await widthAt320(open);
  return { ...seen, gatesEnd, width, violations, errors, requests: requests.filter((each) => each !== url) };
}

/** A chart is as wide as its place only once it is drawn. */
async function openDrawn(open: PageInBrowser['open'], options: BrowserContextOptions): Promise<OpenedPage> {
  const opened = await open(options);
  if ((await opened.page.locator('canvas').count()) > 0)
    await opened.page.waitForSelector('html[data-charts]');
  return opened;
}

async function widthAt320(open: PageInBrowser['open']): Promise<number> {
  const { page } = await openDrawn(open, looks['320 px']);
  const width = await scrollWidth(page);
  await page.context().close();
  return width;
}

async function violationsIn(open: PageInBrowser['open'], look: Look): Promise<string[]> {
  const { page } = await openDrawn(open, looks[look]);
  const found = await accessibilityViolations(page);
  await page.context().close();
  return found.map((each) => `${look}: ${each}`);
}

/** Of its last line, for the list is as high as what stands beside it; without one nothing is decided anywhere. */
const lowestGate = (page: Page): Promise<number> =>
  page.evaluate(
    () => document.querySelector('.gates li:last-child')?.getBoundingClientRect().bottom ?? Number.MAX_VALUE,
  );

/** A picture that means something stands in a table, names one that says the same, or shares its section with one. */
async function chartsOf(page: Page): Promise<Pick<PageSeen, 'charts' | 'chartsWithoutTable'>> {
  const charts = page.locator('canvas, svg[role=img]');
  const lonely = await charts.evaluateAll((found) =>
    found
      .filter((chart) => {
        const named = chart.getAttribute('aria-describedby');
        const beside = named === null ? chart.closest('table, section') : document.getElementById(named);
        return !beside?.querySelector('tbody tr, tr td');
      })
      .map((chart) => chart.getAttribute('aria-label') ?? chart.outerHTML.slice(0, 80)),
  );
  return { charts: await charts.count(), chartsWithoutTable: lonely };
}

const MOST_SCREENS = 6;

/** Why a page does not keep what every report promises; none where it does. @param word the answer that it must give */
export function faultsOf(seen: PageSeen, word: AnswerWord): string[] {
  const { title, hero, pill, gatesEnd, screens, width } = seen;
  const isSaid = title.startsWith(`${word} (SIMULATED): `) && hero.includes(`${word} SIMULATED`);
  return [
    ...(isSaid && pill.endsWith(word) ? [] : [`says ${pill} in its navigation, "${title}", "${hero}"`]),
    ...tooMuch('the gates end in a desktop’s window at', gatesEnd.desktop, desktop.height),
    ...tooMuch('the gates end in a phone’s window at', gatesEnd.phone, phone.height),
    ...tooMuch('screens before anything is unfolded', screens, MOST_SCREENS),
    ...tooMuch('px wide in a window of 320', width, narrow.width),
    ...seen.chartsWithoutTable.map((chart) => `no table says what this chart does: ${chart}`),
    ...seen.requests.map((url) => `asks for ${url}`),
    ...seen.errors.map((error) => `fails: ${error}`),
    ...seen.violations,
  ];
}

const tooMuch = (what: string, value: number, most: number): string[] =>
  value <= most ? [] : [`${what}: ${Math.round(10 * value) / 10}, at most ${most}`];
