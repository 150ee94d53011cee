import { resolve } from 'node:path';
import { renderHistory } from '../../reports/history/history-page.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { HistoryDocument } from '../history/history-document.ts';
import { hrefTo } from './href-to.ts';

/** Writes the page of a history; `runs` is the folder of the run folders. Returns the page's path. */
export async function writeHistory(file: string, history: HistoryDocument, runs: string): Promise<string> {
  const page = resolve(file);
  await writeWhole(page, renderHistory({ history, runsHref: runsHref(page, resolve(runs)) }));
  return page;
}

/** The folder of the runs as the page links to it, with a slash at its end. */
function runsHref(page: string, root: string): string {
  const path = hrefTo(page, root);
  return path === '' ? '' : `${path}/`;
}
