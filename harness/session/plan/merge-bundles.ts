import { readJournal } from '../../experiment/read-journal.ts';
import type { BundledLog, SessionBundle } from './bundle.ts';
import { stateOf } from './state.ts';

/** Of all bundles of one device: what counts, and what is kept beside it. */
export interface MergedSession {
  readonly device: string;
  readonly counts: SessionBundle;
  /** Bundles of other attempts: evidence, never scored. */
  readonly others: readonly SessionBundle[];
}

/**
 * Decides which log counts. One session was measured from its beginning to its end on one phone, so one journal counts,
 * and the logs that belong to it. The journal that has the most launches with an end counts; of equal ones the longer;
 * then the order of their texts, so that every host decides alike, in whatever order bundles arrive.
 * Bundles that hold an earlier state of that same session add the logs that it lacks.
 */
export function mergeBundles(bundles: readonly SessionBundle[]): MergedSession[] {
  const devices = [...new Set(bundles.map(({ device }) => device))].sort();
  return devices.map((device) => mergeSession(bundles.filter((each) => each.device === device)));
}

function mergeSession(bundles: readonly SessionBundle[]): MergedSession {
  const [best, ...rest] = bundles.map(weighed).sort(bestFirst);
  if (!best) throw new RangeError('a session has at least one bundle');
  const earlier = rest.filter((each) => isEarlier(each, best));
  const others = rest.filter((each) => !earlier.includes(each));
  const counts = earlier.reduce(withLogsOf, best.bundle);
  return {
    device: counts.device,
    counts: { ...counts, launches: [...counts.launches].sort(byLaunch) },
    others: others.map(({ bundle }) => bundle),
  };
}

/** An empty journal is the beginning of every journal, so it does not show which attempt a log belongs to. */
const isEarlier = ({ journal, bundle }: Weighed, later: Weighed): boolean =>
  later.journal.startsWith(journal) && (journal !== '' || bundle.launches.length === 0);

interface Weighed {
  readonly bundle: SessionBundle;
  readonly journal: string;
  readonly ended: number;
}

function weighed(bundle: SessionBundle): Weighed {
  const journal = textOf(bundle.journal);
  return {
    bundle,
    journal,
    ended: stateOf(readJournal(journal).events).ended.size,
  };
}

const bestFirst = (a: Weighed, b: Weighed): number =>
  b.ended - a.ended ||
  b.journal.length - a.journal.length ||
  (a.journal < b.journal ? -1 : a.journal > b.journal ? 1 : 0) ||
  b.bundle.launches.length - a.bundle.launches.length;

/** A log that the later state has is the newer one: a launch may have been measured again. */
function withLogsOf(into: SessionBundle, { bundle }: Weighed): SessionBundle {
  const logs = new Map(into.launches.map(({ launch, log }) => [launch, log]));
  for (const { launch, log } of bundle.launches) if (!logs.has(launch)) logs.set(launch, log);
  return { ...into, launches: [...logs].map(([launch, log]) => ({ launch, log })) };
}

const byLaunch = (a: { readonly launch: string }, b: { readonly launch: string }): number =>
  a.launch < b.launch ? -1 : 1;

/** The text of a log; bytes that are no UTF-8 read as a journal that was cut does. */
const textOf = (log: BundledLog): string =>
  typeof log === 'string' ? log : Buffer.from(log.base64, 'base64').toString('utf8');
