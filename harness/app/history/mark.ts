import { resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
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
  await keep(root, options, portsOf(ports).now().toISOString());
  await deriveHistory(root);
  return { run: options.run ?? null, change: options.change ?? null, why: options.why };
}

async function keep(root: string, options: MarkOptions, at: string): Promise<void> {
  const { run, bad, change, accept, why } = options;
  if (why.trim() === '') throw usage('--why is empty', 'say in one sentence why: people will read it');
  if (run !== undefined && bad && change === undefined && !accept) return markRunBad(root, run, why, at);
  if (change !== undefined && accept && run === undefined && !bad) return acceptChange(root, change, why, at);
  throw usage(
    'a mark is about one run or one change',
    'say --run ID --bad --why TEXT, or --change ID --accept --why TEXT',
  );
}

const usage = (message: string, hint: string): HeatsoakError => new HeatsoakError('USAGE', message, { hint });
