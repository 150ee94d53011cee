import { resolve } from 'node:path';
import { exitCodes } from '../../errors/exit-codes.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { durationSeconds } from '../../history/nightly/fit-budget.ts';
import type { NightStep } from '../../history/nightly/next-night-step.ts';
import { documentOfNight, type NightDocument } from '../../history/nightly/night-document.ts';
import type { NightEvent } from '../../history/nightly/night-event.ts';
import { nightOutcome } from '../../history/nightly/night-outcome.ts';
import { nightStateOf } from '../../history/nightly/night-state.ts';
import { appendNight, newestNight, readNight } from '../../store/night-journal.ts';
import { type Ports, portsOf } from '../ports.ts';
import { type NightOptions, type NightOutlets, nightWork } from './night-work.ts';
import { type NightJournal, performNight } from './perform-night.ts';

/** A night with its bounds. */
export interface NightlyOptions extends NightOptions {
  /** How long it may take, such as `3h` or `90m`; default: as long as it takes. */
  readonly budget?: string | undefined;
  /** How often a run that lost phones is gone on with; default 2. */
  readonly retries?: number | undefined;
}

/** A night that was begun longer ago is over: a phone and a room are others a day later. */
const MOST_HOURS = 20;
const DEFAULT_RETRIES = 2;

/**
 * One night: build, examine, measure what fits, go on with what was lost, judge, answer triggers of the history, publish, make room.
 * A night that was killed or interrupted is gone on with, for as long as it is the same night.
 * @throws HeatsoakError of kind usage for options and files; of others where a step may succeed at the next try
 */
export async function nightly(
  options: NightlyOptions,
  outlets: NightOutlets,
  ports: Ports = {},
  onStep: (step: NightStep) => void = () => undefined,
): Promise<NightDocument> {
  const { now, signal } = portsOf(ports);
  const runs = resolve(options.runs ?? 'runs');
  const journal = await openNight(runs, options, now());
  const state = await performNight(journal, nightWork(runs, options, outlets, ports), { signal, onStep });
  if (signal.aborted) return documentOfNight(state, exitCodes.interrupted.code);
  if (!state.end)
    await journal.append({ did: 'end', at: now().toISOString(), exitCode: nightOutcome(state).exitCode });
  return documentOfNight(state, null);
}

/** The journal of the night that is under way, or that of a new one. */
async function openNight(runs: string, options: NightlyOptions, now: Date): Promise<NightJournal> {
  const budgetSeconds = budgetOf(options.budget);
  const newest = await newestNight(runs);
  const before = newest === null ? null : nightStateOf(await readNight(runs, newest));
  // One that never had a build to measure is begun anew, with the options of now.
  const goesOn = before?.build && !before.end && isSameNight(before.begin.at, now);
  if (newest !== null && goesOn) return journalOf(runs, newest);
  const at = now.toISOString();
  const night = at.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
  const journal = journalOf(runs, night);
  const retries = options.retries ?? DEFAULT_RETRIES;
  await journal.append({ did: 'begin', v: 1, at, night, budgetSeconds, retries });
  return journal;
}

const isSameNight = (begun: string, now: Date): boolean =>
  now.getTime() - Date.parse(begun) < MOST_HOURS * 3_600_000;

function budgetOf(budget: string | undefined): number | null {
  if (budget === undefined) return null;
  const seconds = durationSeconds(budget);
  if (seconds !== null) return seconds;
  throw new HeatsoakError('USAGE', `the budget "${budget}" is no time`, {
    hint: 'say it as 3h, 90m or 2h30m',
  });
}

/** What was read once is kept: nobody else writes the journal of a night that is under way. */
function journalOf(runs: string, night: string): NightJournal {
  let known: NightEvent[] | null = null;
  const read = async (): Promise<NightEvent[]> => {
    known ??= [...(await readNight(runs, night))];
    return known;
  };
  return {
    read,
    async append(event) {
      const events = await read();
      await appendNight(runs, night, event);
      events.push(event);
    },
  };
}
