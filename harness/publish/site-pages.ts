import type { SeriesChoice } from '../../reports/history/history-model.ts';
import { renderHistory } from '../../reports/history/history-page.ts';
import { withWayHome } from '../../reports/page-frame.ts';
import { type Notice, renderNotice } from '../../reports/site/notice-page.ts';
import type { RunsPage } from '../../reports/site/runs-model.ts';
import { renderRuns } from '../../reports/site/runs-page.ts';
import type { HistoryDocument } from '../history/history-document.ts';

export type { RunsPage, SeriesChoice };
export { withWayHome };

/** Pages that are served and never written. */
export const runsHtml = (page: RunsPage): string => renderRuns(page);
export const noticeHtml = (notice: Notice): string => renderNotice(notice);
/** The history as it stands in the folder of the runs, and what else of it can be asked for. */
export const historyHtml = (history: HistoryDocument, choice: SeriesChoice): string =>
  renderHistory({ history, runsHref: '', choice });
