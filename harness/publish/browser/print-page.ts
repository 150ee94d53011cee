import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { scratchFolder } from '../../files/scratch-folder.ts';
import { writeWhole } from '../../files/write-whole.ts';

export type PictureKind = 'pdf' | 'png';

/** A page of 10 MB takes seconds; a browser that shows nothing by then never will. */
const LIMIT_MS = 120_000;
/** The first screen, which decides. */
const WINDOW = '1280,800';
/** Charts are drawn once the page is there; this time passes at once. */
const VIRTUAL_TIME_MS = 15_000;
const begins = { pdf: '%PDF', png: '\u0089PNG' } as const;

/**
 * A page as a PDF of all of it, or as a picture of its first screen, by a browser without a window.
 * @param chromium path of the browser
 * @param page path of a page that needs nothing else
 * @throws HeatsoakError `BROWSER_FAILED`, `FILE_UNWRITABLE` or `PLACE_INVALID`
 */
export async function printPage(
  chromium: string,
  page: string,
  kind: PictureKind,
  file: string,
): Promise<void> {
  const scratch = await scratchFolder('browser');
  try {
    const made = join(scratch.path, `page.${kind}`);
    const args = [
      ...switches,
      `--user-data-dir=${join(scratch.path, 'profile')}`,
      ...ofKind[kind],
      `${output[kind]}=${made}`,
    ];
    const said = await promisify(execFile)(chromium, [...args, pathToFileURL(page).href], {
      timeout: LIMIT_MS,
    }).then(
      ({ stderr }) => stderr,
      (error: Error & { stderr?: string }) => error.stderr || error.message,
    );
    const picture = await readFile(made).catch(() => Buffer.alloc(0));
    if (!picture.subarray(0, 4).equals(Buffer.from(begins[kind], 'latin1'))) throw failed(chromium, said);
    await writeWhole(file, picture);
  } finally {
    await scratch.remove();
  }
}

const output = { pdf: '--print-to-pdf', png: '--screenshot' } as const;
const ofKind = {
  pdf: ['--no-pdf-header-footer'],
  png: [`--window-size=${WINDOW}`, '--hide-scrollbars'],
} as const;

const switches: readonly string[] = [
  '--headless',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  `--virtual-time-budget=${VIRTUAL_TIME_MS}`,
  // A browser does not start as root in a container with its sandbox; it opens one page of ours, which fetches nothing.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

function failed(chromium: string, said: string): HeatsoakError {
  const last = said.trimEnd().split('\n').at(-1) ?? '';
  return new HeatsoakError(
    'BROWSER_FAILED',
    `${chromium} gave no picture within ${LIMIT_MS / 1000} s: ${last}`,
    {
      where: chromium,
      hint: 'name another browser in HEATSOAK_CHROMIUM, or print report.html in any browser',
    },
  );
}
