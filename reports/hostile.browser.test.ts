import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decideVerdict } from '../harness/judge/gate.ts';
import { variantsMeasurement } from '../harness/judge/variants.fixture.ts';
import { buildReportModel } from './build-model.ts';
import { renderDiff } from './diff/diff-page.ts';
import { sampleDiff } from './diff/sample-diff.fixture.ts';
import { renderHistory } from './history/history-page.ts';
import { sampleHistory } from './history/sample-history.fixture.ts';
import { hostile } from './hostile.fixture.ts';
import { renderReport } from './page.ts';
import { type PageInBrowser, pageInBrowser, unfold } from './page-in-browser.fixture.ts';
import { sampleModel } from './sample-model.fixture.ts';

function variants(): Parameters<typeof renderReport>[0] {
  const side = { fixedMs: 30, perPromptMs: 10, tokenMs: 60, meanKl: 0.1 };
  const server = { id: 'hosted', fixedMs: 420, perPromptMs: 0.5, tokenMs: 12, meanKl: null };
  const measurement = variantsMeasurement(
    [
      { ...side, id: 'q4' },
      { ...side, id: 'q8', meanKl: 0.01 },
    ],
    server,
  );
  const devices = measurement.manifest.sessions.map(({ device }) => device);
  const verdict = decideVerdict({ devices, purpose: 'variants', comparisons: [], required: [], caveats: [] });
  return buildReportModel(measurement, [], { ...verdict, doubts: { count: 0, worst: null } });
}

const clientScript = await readFile('dist/reports/client.js', 'utf8');
const pages: Readonly<Record<string, () => string>> = {
  'a report': () => renderReport(hostile(sampleModel(1280)), { clientScript }),
  'a report of variants': () => renderReport(hostile(variants()), { clientScript }),
  'a page of two runs': () => renderDiff(hostile(sampleDiff)),
  'a history': () => renderHistory({ history: hostile(sampleHistory()), runsHref: '' }),
};

/** What the strings would have done, had one of them become markup or code. */
const traces = (page: Page): Promise<unknown> =>
  page.evaluate(() => ({
    ran: document.documentElement.dataset['ran'] ?? null,
    foreign: document.querySelectorAll(
      'img, iframe, base, link:not([rel=icon][href^="data:image/svg+xml,"]), object, b[id=foreign]',
    ).length,
    handlers: [...document.querySelectorAll('*')]
      .flatMap((element) => element.getAttributeNames())
      .filter((name) => name.startsWith('on')),
    links: [...document.links].map(({ protocol }) => protocol).filter((protocol) => protocol !== 'file:'),
  }));

describe.each(Object.keys(pages))('%s in which every string is hostile', (name) => {
  let shown: PageInBrowser;
  beforeAll(async () => {
    shown = await pageInBrowser(pages[name]?.() ?? '');
  });
  afterAll(() => shown?.close());

  // The policy would hide what escaping forgot, so it is off in one of both.
  test.each([
    ['with its policy', {}],
    ['without its policy', { bypassCSP: true }],
  ])('nothing of it runs, nothing is asked for, and no link leads away: %s', async (_, options) => {
    const { page, requests, errors } = await shown.open({ ...options, acceptDownloads: true });
    if (await page.locator('#tokens').count()) {
      await page.waitForSelector('html[data-charts="2"]');
      await page.selectOption('#launch', '0');
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('#csv')]);
      expect(download.suggestedFilename()).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*\.csv$/);
    }
    await unfold(page);
    expect(await traces(page)).toEqual({ ran: null, foreign: 0, handlers: [], links: [] });
    expect(requests).toEqual([shown.url]);
    expect(errors).toEqual([]);
  });
});

test('what the policy is for: markup that got in all the same does not run', async () => {
  const planted = `<script>document.documentElement.dataset.ran='script'</script><img src=x onerror="document.documentElement.dataset.ran='handler'"><a id="js" href="javascript:void(document.documentElement.dataset.ran='link')">x</a>`;
  const page = renderReport(sampleModel(1280), { clientScript }).replace(
    '<main id="main">',
    `<main id="main">${planted}`,
  );
  const shown = await pageInBrowser(page);
  try {
    const open = async (options: object) => {
      const opened = await shown.open(options);
      await opened.page.waitForSelector('html[data-charts="2"]');
      await opened.page.click('#js');
      return opened.page.evaluate(() => document.documentElement.dataset['ran'] ?? null);
    };
    expect(await open({})).toBeNull();
    expect(await open({ bypassCSP: true })).not.toBeNull();
  } finally {
    await shown.close();
  }
});
