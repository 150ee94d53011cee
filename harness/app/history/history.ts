import { resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import type { HistoryDocument } from '../../history/history-document.ts';
import { readKeptNights } from '../../lab-server/night-tables.ts';
import { type LabAddress, withLab } from '../lab/with-lab.ts';
import { deriveHistory, historyOf, readHistory } from './derive-history.ts';

export interface HistoryOptions {
  /** Folder of the run folders; default: `runs` here. */
  readonly runs?: string | undefined;
  /** One phone alone. */
  readonly device?: string | undefined;
  /** One metric alone; default: those that an A/B can confirm. */
  readonly metric?: string | undefined;
  /** False: `history.json` is not written. */
  readonly keep?: boolean | undefined;
  /** The tables of a lab, instead of run folders; what was said of its runs still lies in `runs`. */
  readonly lab?: LabAddress | undefined;
}

/**
 * Runs over time: every night's value, changes of level, and what was said about them.
 * @throws HeatsoakError `RUNS_MISSING`; `LAB_HISTORY_LARGE`; `DEVICE_UNKNOWN` or `METRIC_UNKNOWN` for what no run has
 */
export async function history(options: HistoryOptions = {}): Promise<HistoryDocument> {
  const root = resolve(options.runs ?? 'runs');
  return chosenSeries(await historyDocument(root, options), options);
}

/** The history of a folder of runs, or of a lab's tables: of one phone and metric, where one is named, since it has many. */
export function historyDocument(
  root: string,
  { lab, device, metric, keep }: Omit<HistoryOptions, 'runs'>,
): Promise<HistoryDocument> {
  if (lab === undefined) return keep === false ? readHistory(root) : deriveHistory(root);
  const nights = withLab(lab, (database) => readKeptNights(database, { device, metric }));
  return historyOf(
    root,
    nights.then((all) => ({ nights: all, skipped: [] })),
  );
}

/** The same history with the series that were asked for. @throws HeatsoakError `DEVICE_UNKNOWN`, `METRIC_UNKNOWN` */
export function chosenSeries(
  document: HistoryDocument,
  { device, metric }: Pick<HistoryOptions, 'device' | 'metric'>,
): HistoryDocument {
  mustKnow(
    'device',
    device,
    document.series.map((series) => series.device),
  );
  mustKnow(
    'metric',
    metric,
    document.series.map((series) => series.metric),
  );
  const series = document.series.filter(
    (each) =>
      (device === undefined || each.device === device) &&
      (metric === undefined ? each.watched : each.metric === metric),
  );
  return { ...document, series };
}

function mustKnow(what: 'device' | 'metric', name: string | undefined, all: readonly string[]): void {
  const known = [...new Set(all)].sort();
  if (name === undefined || known.includes(name)) return;
  const near = nearestName(name, known);
  throw new HeatsoakError(
    what === 'device' ? 'DEVICE_UNKNOWN' : 'METRIC_UNKNOWN',
    `no run has a ${what} "${name}"${didYouMean(near)}`,
    { hint: known.length > 0 ? `known: ${known.join(', ')}` : 'no run in the folder has a value' },
  );
}
