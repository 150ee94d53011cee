import type { JournalEventOf } from '../experiment/journal-event.ts';
import type { PlannedLaunch } from '../experiment/manifest.ts';
import type { Journal } from '../experiment/read-journal.ts';
import { MEMORY_WARNING } from '../protocol/event.ts';
import { greatest } from '../statistics/extremes.ts';
import type { LaunchRecord } from './result.ts';

/**
 * What ended a launch. `crashed`, `killed-for-memory` and `timed-out` are deaths of the app on a phone that was well;
 * `failed`: the agent said that it could not go on; `cut`: the agent had finished, and its log has no end; `lost`: the
 * harness or the way to the phone ended it, or it never began.
 */
export const launchEndKinds = [
  'finished',
  'crashed',
  'killed-for-memory',
  'timed-out',
  'failed',
  'cut',
  'missing',
  'lost',
] as const;
export type LaunchEndKind = (typeof launchEndKinds)[number];

export interface LaunchEnd {
  readonly kind: LaunchEndKind;
  /** Where it was then, such as `quick › hello, trial 2`; null where the launch finished, or nothing is known. */
  readonly place: string | null;
  /** What was seen of it from outside, or why it is thought so; null where nobody said anything. */
  readonly words: string | null;
}

/** The app was gone, or hung, before its agent had finished, and nothing but the app is to blame. */
export const isDeath = ({ kind }: LaunchEnd): boolean =>
  kind === 'crashed' || kind === 'killed-for-memory' || kind === 'timed-out';

type Outcome = JournalEventOf<'harness.launch'>['outcome'];

/**
 * What ended a launch, by its log and by what the harness saw from outside: a log that was cut does not know what cut it.
 * @param session all launches of its phone: how much memory a load takes there
 */
export function launchEnd(
  launch: LaunchRecord,
  harness: Journal | undefined,
  session: readonly LaunchRecord[],
): LaunchEnd {
  const seen = endSeen(harness, launch.planned.id);
  const kind = kindOf(launch, seen?.outcome ?? null, harness);
  const place = kind === 'finished' || launch.status === 'missing' ? null : placeOf(launch);
  const words = seen?.message ? oneLine(seen.message) : null;
  // What the phone itself has written down is no guess.
  if (kind === 'crashed' && seen?.death)
    return { kind: seen.death.cause === 'memory' ? 'killed-for-memory' : 'crashed', place, words };
  const memory = kind === 'crashed' ? memoryWords(launch, session) : null;
  if (memory === null) return { kind, place, words };
  return { kind: 'killed-for-memory', place, words: words === null ? memory : `${memory}; ${words}` };
}

/** An app's last words may be a whole trace. */
const MOST_WORDS = 200;

function oneLine(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  return line.length > MOST_WORDS ? `${line.slice(0, MOST_WORDS)}…` : line;
}

/** A death stands: a launch that was measured again after one, or has a better end written below it, has died all the same. */
export function endSeen(
  harness: Journal | undefined,
  launch: string,
): JournalEventOf<'harness.launch'> | undefined {
  const seen = (harness?.events ?? []).filter(
    (event): event is JournalEventOf<'harness.launch'> =>
      event.type === 'harness.launch' && event.launch === launch,
  );
  return seen.findLast(({ outcome }) => outcome === 'crashed' || outcome === 'timed-out') ?? seen.at(-1);
}

/** What an end in the journal means for a launch whose agent did not finish by its log. */
const unfinished: Readonly<Record<Outcome, LaunchEndKind>> = {
  started: 'lost',
  interrupted: 'lost',
  crashed: 'crashed',
  'timed-out': 'timed-out',
  failed: 'failed',
  finished: 'cut',
};

function kindOf(launch: LaunchRecord, seen: Outcome | null, harness: Journal | undefined): LaunchEndKind {
  // A session does not come to its end with a launch under way: then the journal is silent on how that one ended.
  const isSilent = seen === null || (seen === 'started' && hasEnded(harness));
  const kind = isSilent ? null : unfinished[seen];
  // A log may be whole though the app died in its last moment: before its agent had said that it has finished.
  if (launch.status === 'complete')
    return kind === null || kind === 'cut' || kind === 'lost' ? 'finished' : kind;
  if (kind === 'cut') return launch.status === 'missing' ? 'missing' : 'cut';
  return kind ?? kindByLog(launch, hasEnded(harness));
}

/** The journal is silent on this launch, whose log has no end: in a session that came to its end only the app can have ended. */
function kindByLog({ status, faults }: LaunchRecord, sessionEnded: boolean): LaunchEndKind {
  if (status === 'missing') return sessionEnded ? 'missing' : 'lost';
  if (failuresOf(faults).length > 0) return 'failed';
  return sessionEnded ? 'crashed' : 'lost';
}

/** Faults by which something failed: a memory warning is none. */
export const failuresOf = (faults: LaunchRecord['faults']): LaunchRecord['faults'] =>
  faults.filter(({ code }) => code !== MEMORY_WARNING);

const hasEnded = (harness: Journal | undefined): boolean =>
  harness?.events.findLast((event) => event.type === 'harness.session')?.outcome === 'finished';

/** A trial's lines are written when it has ended: the app died in the one after the last. */
function placeOf({ planned, load, trials }: LaunchRecord): string {
  if (load === null) return `${planned.suite}, while its model loaded`;
  const trial = trials.length;
  const name = caseOf(planned, trial);
  return name === null
    ? `${planned.suite}, after its last trial`
    : `${planned.suite} › ${name}, trial ${trial}`;
}

/** Trial 0 is the warm-up; a step that runs for a time is never over by count. */
function caseOf({ steps }: PlannedLaunch, trial: number): string | null {
  let first = 1;
  if (trial < first) return 'warm-up';
  for (const { case: name, repetitions, forSeconds } of steps) {
    first += forSeconds === null ? repetitions : Number.POSITIVE_INFINITY;
    if (trial < first) return name;
  }
  return null;
}

const MIB = 2 ** 20;
/** Samples are written with their trial, so that the last one is of the trial before: a share of the limit may be gone since. */
const NEAR_LIMIT = 0.05;

/** Why memory is to blame; null where the last sample shows room. A kill for memory leaves no word in any log. */
function memoryWords(launch: LaunchRecord, session: readonly LaunchRecord[]): string | null {
  const warning = launch.faults.find(({ code }) => code === MEMORY_WARNING);
  if (warning) return `the system had warned: ${warning.message}`;
  const last = lastSample(launch);
  if (last === null) return null;
  const limit = last.footprintBytes + last.availableBytes;
  const needed = launch.load === null ? loadGrowth(session) : NEAR_LIMIT * limit;
  if (needed === null || last.availableBytes > needed) return null;
  const size = (bytes: number): string => `${Math.round(bytes / MIB)} MiB`;
  const use = launch.load === null ? `, where a load takes ${size(needed)}` : '';
  return `${size(last.availableBytes)} of ${size(limit)} were left${use}`;
}

interface Sample {
  readonly footprintBytes: number;
  readonly availableBytes: number;
}

function lastSample({ memory, checkpoints }: LaunchRecord): Sample | null {
  const samples = memory.footprintBytes.map((footprintBytes, i) => ({
    footprintBytes,
    availableBytes: memory.availableBytes[i] ?? null,
  }));
  const last = samples.at(-1) ?? checkpoints.at(-1);
  if (!last || last.availableBytes === null || last.footprintBytes === null) return null;
  return { footprintBytes: last.footprintBytes, availableBytes: last.availableBytes };
}

/** By how much launches grow that get through their load; null where none did. */
function loadGrowth(session: readonly LaunchRecord[]): number | null {
  const growths = session.flatMap(({ memory, checkpoints }) => {
    const peak = memory.kernelPeakBytes ?? greatest(memory.footprintBytes);
    const start = checkpoints.find(({ at }) => at === 'launch')?.footprintBytes ?? null;
    return peak === null || start === null ? [] : [peak - start];
  });
  return greatest(growths);
}
