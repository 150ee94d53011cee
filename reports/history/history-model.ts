import type { HistoryDocument } from '../../harness/history/history-document.ts';

/** All that the page of the history shows. */
export interface HistoryPage {
  readonly history: HistoryDocument;
  /** From the page's folder to that of the runs, with `/` at its end; empty when they are the same. */
  readonly runsHref: string;
  /** Of a page that is served: which series can be asked for. Absent: the page stands in a file. */
  readonly choice?: SeriesChoice;
}

/** More nights than this make the page heavy; `history.json` has them all. */
export const NIGHTS_SHOWN = 90;

/** Series are chosen by phone and by measure; an empty id is all of them. */
export interface SeriesChoice {
  readonly device: string;
  readonly metric: string;
  readonly devices: readonly Named[];
  readonly metrics: readonly Named[];
}

interface Named {
  readonly id: string;
  readonly name: string;
}
