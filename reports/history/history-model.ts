import type { HistoryDocument } from '../../harness/history/history-document.ts';

/** All that the page of the history shows. */
export interface HistoryPage {
  readonly history: HistoryDocument;
  /** From the page's folder to that of the runs, with `/` at its end; empty when they are the same. */
  readonly runsHref: string;
}

/** More nights than this make the page heavy; `history.json` has them all. */
export const NIGHTS_SHOWN = 90;
