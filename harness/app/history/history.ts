import { resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import type { HistoryDocument } from '../../history/history-document.ts';
import { deriveHistory, readHistory } from './derive-history.ts';

export interface HistoryOptions {
  /** Folder of the run folders; default: `runs` here. */
  readonly runs?: string | undefined;
  /** One phone alone. */
  readonly device?: string | undefined;
  /** One metric alone; default: those that an A/B can confirm. */
  readonly metric?: string | undefined;
  /** False: `history.json` is not written. */
  readonly keep?: boolean | undefined;
}

/**
 * Runs over time: every night's value, changes of level, and what was said about them.
 * @throws HeatsoakError `RUNS_MISSING`; `DEVICE_UNKNOWN` or `METRIC_UNKNOWN` for what no run has
 */
export async function history(options: HistoryOptions = {}): Promise<HistoryDocument> {
  const root = resolve(options.runs ?? 'runs');
  return chosenSeries(await (options.keep === false ? readHistory(root) : deriveHistory(root)), options);
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
