import { resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { findRun } from '../../store/find-run.ts';
import { readManifest } from '../../store/read-manifest.ts';
import { type Ports, portsOf } from '../ports.ts';
import { acceptChange, deriveHistory, markRunBad } from './derive-history.ts';

/** A run that is bad, or a change that is meant; one of both. */
export interface MarkOptions {
  /** Folder of the run folders; default: `runs` here. */
  readonly runs?: string | undefined;
  readonly run?: string | undefined;
  readonly bad?: boolean | undefined;
  readonly change?: string | undefined;
  readonly accept?: boolean | undefined;
  /** The reason; people will read it. */
  readonly why: string;
}

/** What was marked, and why. */
export interface Mark {
  readonly run: string | null;
  readonly change: string | null;
  readonly why: string;
}

/**
 * Keeps what a person says about a run or a change, and makes the history again.
 * @throws HeatsoakError `USAGE` for a mark about neither or both, `RUN_UNKNOWN`, `CHANGE_UNKNOWN`
 */
export async function mark(options: MarkOptions, ports: Pick<Ports, 'now'> = {}): Promise<Mark> {
  const root = resolve(options.runs ?? 'runs');
  const marked = await keep(root, options, portsOf(ports).now().toISOString());
  await deriveHistory(root);
  return marked;
}

async function keep(root: string, options: MarkOptions, at: string): Promise<Mark> {
  const { bad, change, accept, why } = options;
  if (why.trim() === '') throw usage('--why is empty', 'say in one sentence why: people will read it');
  if (options.run !== undefined && bad && change === undefined && !accept) {
    const { run } = await readManifest(await findRun(options.run, root));
    await markRunBad(root, run, why, at);
    return { run, change: null, why };
  }
  if (change !== undefined && accept && options.run === undefined && !bad) {
    await acceptChange(root, change, why, at);
    return { run: null, change, why };
  }
  throw usage(
    'a mark is about one run or one change',
    'say --run ID --bad --why TEXT, or --change ID --accept --why TEXT',
  );
}

const usage = (message: string, hint: string): HeatsoakError => new HeatsoakError('USAGE', message, { hint });
