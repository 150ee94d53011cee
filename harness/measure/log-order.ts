import { type Event, MEMORY_WARNING } from '../protocol/event.ts';

/** How the lines of one log follow each other: a log that was put together afterwards rarely gets all of it right. */
export interface LogOrder {
  /** `agent.started` lines; more than one are two logs in one file. */
  readonly beginnings: number;
  /** The first line is `agent.started`. */
  readonly beginsWithStart: boolean;
  /** Lines that are earlier than the one before them. */
  readonly fallingTimes: number;
  /** What `agent.finished` says that it and all before it are, and what its own number says; null without it. */
  readonly end: { readonly said: number; readonly numbered: number } | null;
  /** Lines after `agent.finished`. */
  readonly afterEnd: number;
  /** Time of the last line, µs; null without lines. */
  readonly lastUs: number | null;
  /** Trials that began, reported tokens or ended more than once. */
  readonly doubledTrials: readonly number[];
  /** Types of lines that stand once in a log, and here more often with different words. */
  readonly contradicted: readonly Event['type'][];
}

/** The order of a log's events, as they stand in the file. */
export function logOrder(events: readonly Event[]): LogOrder {
  const endAt = events.findIndex(({ type }) => type === 'agent.finished');
  const end = events[endAt];
  return {
    beginnings: events.filter(({ type }) => type === 'agent.started').length,
    beginsWithStart: events[0]?.type === 'agent.started',
    fallingTimes: fallingTimes(events),
    end: end?.type === 'agent.finished' ? { said: end.events, numbered: end.seq + 1 } : null,
    afterEnd: endAt < 0 ? 0 : events.length - 1 - endAt,
    lastUs: events.at(-1)?.t ?? null,
    doubledTrials: doubledTrials(events),
    contradicted: (['model.loaded', 'model.digest'] as const).filter((type) => saysTwoThings(events, type)),
  };
}

/** Written when a trial is over, with the time at which they were seen: their times say nothing of order. */
const isSeenEarlier = (event: Event): boolean =>
  event.type === 'thermal' ||
  (event.type === 'environment' && event.at === 'change') ||
  (event.type === 'fault' && event.code === MEMORY_WARNING);

function fallingTimes(events: readonly Event[]): number {
  let [falling, last] = [0, 0];
  for (const event of events) {
    if (isSeenEarlier(event)) continue;
    if (event.t < last) falling += 1;
    last = event.t;
  }
  return falling;
}

function saysTwoThings(events: readonly Event[], type: Event['type']): boolean {
  const said = events
    .filter((event) => event.type === type)
    .map(({ seq: _seq, t: _t, ...words }) => JSON.stringify(words));
  return new Set(said).size > 1;
}

function doubledTrials(events: readonly Event[]): number[] {
  const seen = new Set<string>();
  const doubled = new Set<number>();
  for (const event of events) {
    if (event.type !== 'trial.started' && event.type !== 'tokens' && event.type !== 'trial.finished')
      continue;
    const line = `${event.type} ${event.trial}`;
    if (seen.has(line)) doubled.add(event.trial);
    seen.add(line);
  }
  return [...doubled];
}
