import type { ListedRun, RunFilter } from '../../harness/history/listed-run.ts';

/** All that the list of runs shows. */
export interface RunsPage {
  /** Folder of the runs, as its owner calls it. */
  readonly root: string;
  /** Those that were asked for, the newest first. */
  readonly runs: readonly SiteRun[];
  /** So many are there in all. */
  readonly all: number;
  readonly filter: Pick<RunFilter, 'text' | 'device' | 'since'> & { readonly verdict?: string | undefined };
  /** Every phone that a run has. */
  readonly devices: readonly { readonly id: string; readonly name: string }[];
  /** Folders that are no run, or could not be read. */
  readonly skipped: readonly { readonly folder: string; readonly reason: string }[];
}

/** A run, and the name of its folder below that of the runs. */
export type SiteRun = Omit<ListedRun, 'folder' | 'report'> & { readonly folder: string };

/** More rows than this make the list slow; a search finds the others. */
export const RUNS_SHOWN = 200;
