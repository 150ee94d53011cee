import type { HistoryDocument } from '../../history/history-document.ts';
import type { SeriesChoice } from '../../publish/site-pages.ts';
import { chosenSeries, historyDocument } from '../history/history.ts';
import type { LabAddress } from '../lab/with-lab.ts';

/** The series of the history that an address asks for, and which it could. @throws HeatsoakError for a phone or measure that no run has */
export async function seriesAsked(
  root: string,
  asked: URLSearchParams,
  lab?: LabAddress,
): Promise<{ readonly history: HistoryDocument; readonly choice: SeriesChoice }> {
  const [device = '', metric = ''] = ['device', 'metric'].map((name) => asked.get(name) ?? '');
  const one = { device: device || undefined, metric: metric || undefined };
  const whole = await historyDocument(root, { lab, keep: false, ...one });
  const watched = whole.series.filter((series) => series.watched);
  return {
    history: chosenSeries(whole, one),
    choice: {
      ...{ device, metric },
      devices: named(watched.map((series) => [series.device, series.deviceName])),
      metrics: named(watched.map((series) => [series.metric, series.name])),
    },
  };
}

const named = (pairs: readonly (readonly [id: string, name: string])[]): SeriesChoice['devices'] =>
  [...new Map(pairs)]
    .map(([id, name]) => ({ id, name }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
