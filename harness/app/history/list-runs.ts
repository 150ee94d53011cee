import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import {
  isAskedFor,
  type ListedRun,
  MEASURING,
  type RunFilter,
  type RunsDocument,
} from '../../history/listed-run.ts';
import { isMeasured } from '../../store/stored-runs.ts';
import { type Ports, portsOf } from '../ports.ts';
import { readNights } from './read-nights.ts';

/** Which runs are listed. */
export interface ListOptions extends Omit<RunFilter, 'since'> {
  /** Folder of the run folders; default: `runs` here. */
  readonly runs?: string | undefined;
  /** A day such as 2026-11-22, a time of ISO 8601, or so many days or hours back: `7d`, `12h`. */
  readonly since?: string | undefined;
  /** So many of the newest. */
  readonly last?: number | undefined;
}

/**
 * The runs of a folder, the newest first.
 * @throws HeatsoakError `RUNS_MISSING`, `USAGE` for a time that is none
 */
export async function listRuns(
  options: ListOptions = {},
  ports: Pick<Ports, 'now'> = {},
): Promise<RunsDocument> {
  const root = resolve(options.runs ?? 'runs');
  const since = options.since === undefined ? undefined : instantOf(options.since, portsOf(ports).now());
  const { nights, folders, skipped } = await readNights(root);
  const all = await Promise.all(
    nights.map(async ({ cells: _, v: __, metricsVersion: ___, ...night }): Promise<ListedRun> => {
      const folder = join(root, folders.get(night.run) ?? night.run);
      const report = await existing(join(folder, 'report.html'));
      // What its logs give so far is no verdict: half of the launches missing is no fault of anybody.
      const { headline: _so, ...unfinished } = night;
      const shown = (await isMeasured(folder)) ? { ...unfinished, verdict: MEASURING } : night;
      return { ...shown, folder, report };
    }),
  );
  const asked = all.filter((run) => isAskedFor(run, { ...options, since })).sort(newestFirst);
  return { root, all: all.length, runs: asked.slice(0, options.last), skipped: [...skipped] };
}

const newestFirst = (a: ListedRun, b: ListedRun): number =>
  a.at === b.at ? (a.run < b.run ? 1 : -1) : a.at < b.at ? 1 : -1;

const HOUR_MS = 3_600_000;
const unitMs = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS } as const;

function instantOf(text: string, now: Date): string {
  const [, count, unit] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  if (count !== undefined)
    return new Date(now.getTime() - Number(count) * unitMs[unit as keyof typeof unitMs]).toISOString();
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(time)) return new Date(time).toISOString();
  throw new HeatsoakError('USAGE', `"${text}" is no time`, {
    hint: 'say a day as 2026-11-22, or how far back: 12h, 7d, 4w',
  });
}

const existing = (path: string): Promise<string | null> =>
  stat(path).then(
    () => path,
    () => null,
  );
