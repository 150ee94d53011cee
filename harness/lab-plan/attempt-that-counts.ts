import type { SessionBundle } from '../session/plan/bundle.ts';
import { mergeBundles } from '../session/plan/merge-bundles.ts';

/** What one claim of a session left. */
export interface Attempt {
  readonly attempt: number;
  readonly phone: string;
  readonly bundle: SessionBundle;
}

/** A session of the lab, as its tables have it. */
export interface LabSession {
  /** Claims so far; the last one holds the session, or has settled it. */
  readonly attempt: number;
  readonly phone: string | null;
  readonly state: 'waiting' | 'active' | 'done' | 'lost' | 'cancelled';
}

/** What is scored of a session, and what is only kept. */
export interface CountedAttempts {
  /** Null: nothing was measured on the phone that has the session now. */
  readonly counts: SessionBundle | null;
  readonly others: readonly SessionBundle[];
}

/**
 * Which attempt is scored. One that settled its session counts: whoever settles holds the claim, and it began with all that
 * earlier attempts on its phone had left. Where none did, because the session was given up, that attempt on its phone counts
 * that measured most (`mergeBundles`). What another phone measured, and what arrived late, is kept and never scored.
 */
export function attemptThatCounts(session: LabSession, attempts: readonly Attempt[]): CountedAttempts {
  const own = attempts.filter(({ phone }) => phone === session.phone);
  const settled = own.find(({ attempt }) => session.state === 'done' && attempt === session.attempt);
  const counts = settled?.bundle ?? mostMeasured(own);
  return {
    counts,
    others: attempts
      .map(({ bundle }) => bundle)
      .filter((bundle) => bundle !== counts && !isPartOf(bundle, counts)),
  };
}

function mostMeasured(attempts: readonly Attempt[]): SessionBundle | null {
  const bundles = attempts.map(({ bundle }) => bundle);
  return bundles.length === 0 ? null : (mergeBundles(bundles)[0]?.counts ?? null);
}

/** An attempt that was gone on with is contained in the next one, and needs no place of its own. */
function isPartOf(bundle: SessionBundle, counts: SessionBundle | null): boolean {
  if (counts === null || typeof bundle.journal !== 'string' || typeof counts.journal !== 'string')
    return false;
  const logs = new Map(counts.launches.map(({ launch, log }) => [launch, JSON.stringify(log)]));
  return (
    bundle.device === counts.device &&
    counts.journal.startsWith(bundle.journal) &&
    bundle.launches.every(({ launch, log }) => logs.get(launch) === JSON.stringify(log))
  );
}
