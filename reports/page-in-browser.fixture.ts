import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { browserSwitches, findBrowser } from '../ci/find-browser.ts';

/** A page in a file of its own, as a reader opens it in a real browser. */
export interface PageInBrowser {
  /** `file://…` */
  readonly url: string;
  /** Opens it in a fresh context; `hash` is what stands behind the URL, `#` included. */
  open(options?: BrowserContextOptions, hash?: string): Promise<OpenedPage>;
  close(): Promise<void>;
}

export interface OpenedPage {
  readonly page: Page;
  /** URLs that were asked for so far, the page's own first. */
  readonly requests: readonly string[];
  /** Uncaught errors, and what was written to the console as one. */
  readonly errors: readonly string[];
}

export async function pageInBrowser(html: string): Promise<PageInBrowser> {
  const browser = await browserOfPages();
  return { ...(await browser.write('page', html)), close: () => browser.close() };
}

/** One browser for several pages; it is what takes longest to start. */
export interface BrowserOfPages {
  /** @param name of its file, without an ending */
  write(name: string, html: string): Promise<Pick<PageInBrowser, 'url' | 'open'>>;
  close(): Promise<void>;
}

export async function browserOfPages(): Promise<BrowserOfPages> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('no browser: npm test fetches one, or set CHROMIUM');
  const browser = await chromium.launch({ executablePath, args: [...browserSwitches] });
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-page-'));
  return {
    async write(name, html) {
      const path = join(folder, `${name}.html`);
      await writeFile(path, html);
      const url = `file://${path}`;
      return { url, open: (options = {}, hash = '') => openPage(browser, url + hash, options) };
    },
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openPage(browser: Browser, url: string, options: BrowserContextOptions): Promise<OpenedPage> {
  const page = await (await browser.newContext(options)).newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(url);
  return { page, requests, errors };
}

/** What axe finds against WCAG 2.1 AA and its own best practice, a rule a line with the elements that break it. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

/** Everything that a reader may unfold, unfolded. */
export async function unfold(page: Page): Promise<void> {
  for (const details of await page.locator('details').all())
    await details.evaluate((element) => element.setAttribute('open', ''));
}

/** CSS pixels that the page is wide; more than its window means that it scrolls sideways. */
export const scrollWidth = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth);
