import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { derive } from '../../harness/app/derive.ts';
import { report } from '../../harness/app/report.ts';
import { scratchFolder } from '../../harness/files/scratch-folder.ts';
import { type BrowserOfPages, browserOfPages } from '../../reports/page-in-browser.fixture.ts';
import { faultsOf, type Look, looks, seePage } from '../../reports/page-seen.fixture.ts';
import { firstPaint } from '../first-paint.ts';
import { keptRun } from './kept-run.ts';
import { type LighthouseScore, lighthouseScore } from './lighthouse.ts';
import { type PageKind, pageKinds } from './page-kinds.ts';
import { printPage, type SeenPage } from './page-table.ts';

/**
 * Does the report keep what it promises, whatever became of the run? Every kind of page, of a run on the virtual lab through the
 * real Appium server, opened in a real browser.
 * `npm run eval:pages [-- go crash-ten] [--fresh] [--no-lighthouse]`: these kinds alone; measured anew, for runs are kept in
 * Heatsoak's cache and only their pages are made each time; without Lighthouse, which npx fetches. Exits 1 where a page has a fault.
 */
const LOADS = 5;
const MOST_PAINT_MS = 500;

const { values: flags, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { fresh: { type: 'boolean' }, 'no-lighthouse': { type: 'boolean' } },
});
const unknown = names.filter((name) => !pageKinds.some((kind) => kind.name === name));
if (unknown.length > 0)
  throw new Error(
    `no page ${unknown.join(', ')}; there are: ${pageKinds.map(({ name }) => name).join(', ')}`,
  );

const browser = await browserOfPages();
let faulty = 0;
try {
  for (const kind of pageKinds.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const page = await look(kind, browser);
    printPage(page);
    if (page.faults.length > 0) faulty += 1;
  }
} finally {
  await browser.close();
}
process.stdout.write(`${faulty} pages with a fault\n`);
process.exitCode = faulty === 0 ? 0 : 1;

/** Makes the page of the kind's run in the run's folder, and measures it. */
async function look(kind: PageKind, { write }: BrowserOfPages): Promise<SeenPage> {
  const folder = await keptRun(kind, flags.fresh ?? false);
  const derived = await derive(folder);
  const { report: file } = await report(derived, folder);
  const html = await readFile(file, 'utf8');
  const seen = await seePage(await write(kind.name, html), Object.keys(looks) as Look[]);
  const paint = await firstPaint(file, LOADS);
  const lighthouse = flags['no-lighthouse'] ? null : await scored(file);
  const faults = [
    ...faultsOf(seen, kind.word),
    ...(lighthouse?.failed ?? []),
    ...(paint.processorMs > MOST_PAINT_MS ? [`first paint after ${paint.processorMs.toFixed(0)} ms`] : []),
  ];
  const { headline } = derived.verdict;
  return { kind, file, headline, megabytes: html.length / 1e6, seen, paint, lighthouse, faults };
}

async function scored(file: string): Promise<LighthouseScore> {
  const scratch = await scratchFolder('lighthouse');
  try {
    return await lighthouseScore(file, scratch.path);
  } finally {
    await scratch.remove();
  }
}
