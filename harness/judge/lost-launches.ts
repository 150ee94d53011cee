import type { PlannedSession } from '../experiment/manifest.ts';
import { excludedLaunches } from '../measure/caveats.ts';
import { failuresOf } from '../measure/launch-end.ts';
import type { Measurement } from '../measure/result.ts';
import { MEMORY_WARNING } from '../protocol/event.ts';
import { excessP, type TwoCounts } from '../statistics/exact-excess.ts';
import type { Objection } from './gate-request.ts';
import { died, type EndedLaunch } from './launch-ends.ts';

/** Why a launch that did not die counts for nothing, or not fully; null: it counts. */
export type WhyLost = (launch: EndedLaunch) => string | null;

/** @param dropped launches that thermal matching left out, as `device/launch` */
export function whyLost({ caveats }: Pick<Measurement, 'caveats'>, dropped: ReadonlySet<string>): WhyLost {
  const excluded = excludedLaunches(caveats);
  return ({ device, planned, record, end }) => {
    const key = `${device}/${planned.id}`;
    if (end.kind !== 'finished') return endWords[end.kind] ?? end.kind;
    if (excluded.has(key)) return 'not valid';
    if (dropped.has(key)) return 'too hot for their block';
    if (failuresOf(record.faults).length > 0) return 'with a fault';
    // What it measured counts, and the system had asked it for memory: one step before the kill.
    if (record.faults.some(({ code }) => code === MEMORY_WARNING)) return 'with a memory warning';
    return record.trials.some(({ scored, invalid }) => scored && invalid !== null)
      ? 'with a trial that gives no value'
      : null;
  };
}

const endWords: Partial<Record<EndedLaunch['end']['kind'], string>> = {
  failed: 'failed',
  cut: 'with a log that has no end',
  missing: 'without a log',
  lost: 'interrupted, or never begun',
};

/**
 * A candidate that loses more launches than its baseline is no pass: what it loses is what would speak against it. On a phone,
 * or over all of them, two more suffice where Fisher's test gives them less than one chance in four, as it gives two against
 * none. That only withholds a GO, so the test may be so generous: a build that is well and loses 1 of 200 launches is held
 * back in 0.3 % of runs on a phone with 8 blocks, one that loses 1 of 100 in 1 %. One more on each of two phones is one chance in
 * four to the digit: that suffices where most phones lose more (of clean runs that lose 1 of 200 it holds back 0.7 % on two phones
 * and 1.5 % on three, where 0.4 and 0.6 % were), and among many phones it is chance.
 */
const MOST_P = 0.25;
const LEAST_MORE = 2;
/** Exact p values are sums of exponentials. */
const ROUNDING = 1e-9;

export function lossObjections(
  launches: readonly EndedLaunch[],
  why: WhyLost,
  sessions: readonly Pick<PlannedSession, 'device'>[],
): Objection[] {
  const all = launches.filter((launch) => !died(launch));
  const scopes = scopesOf(all).map((scope) => excessIn(scope, why, sessions));
  return sessions.flatMap(({ device }): Objection[] => {
    const own = scopes.flatMap((scope) => scope.get(device.id) ?? []);
    const found = own.find(({ isMore }) => isMore) ?? own.find((each) => each.launches.some(isCut));
    if (!found) return [];
    const { hits, of, otherHits, otherOf, suite } = found;
    const where = suite === null ? '' : ` of ${suite}`;
    const what = `the candidate loses ${hits} of ${of} launches${where}, the baseline ${otherHits} of ${otherOf}`;
    return [
      {
        device: device.id,
        gate: 'launches',
        code: 'launches-lost',
        verdict: 'INCONCLUSIVE',
        reason: `Cannot tell: ${device.name}: ${what}: ${reasonsText(found.launches, why)}`,
        detail: 'what a build loses may be what would speak against it',
      },
    ];
  });
}

/** Launches of all suites, and of each alone: what the candidate loses in one is not made up for by what the baseline loses in another. */
interface Scope {
  /** Null: all of them. */
  readonly suite: string | null;
  readonly launches: readonly EndedLaunch[];
}

function scopesOf(all: readonly EndedLaunch[]): Scope[] {
  const suites = [...new Set(all.map(({ planned }) => planned.suite))];
  const ofSuite = (suite: string): Scope => ({
    suite,
    launches: all.filter(({ planned }) => planned.suite === suite),
  });
  return [{ suite: null, launches: all }, ...(suites.length > 1 ? suites.map(ofSuite) : [])];
}

/** What both builds lose on a phone, and whether that is more than chance. */
interface Loss extends TwoCounts, Scope {
  readonly isMore: boolean;
}

function excessIn(
  { suite, launches }: Scope,
  why: WhyLost,
  sessions: readonly Pick<PlannedSession, 'device'>[],
): ReadonlyMap<string, Loss> {
  const counts = sessions.map(({ device: { id } }) => ({ id, ...countsOn(id, launches, why) }));
  const overall = isExcess(counts);
  return new Map(
    counts.map(({ id, ...own }) => {
      const isMore = isExcess([own]) || (overall && own.hits > own.otherHits);
      return [id, { ...own, isMore, suite, launches: launches.filter(({ device }) => device === id) }];
    }),
  );
}

/** A log without an end, of which the harness was told that it has one: that may be a death, and one is no pass. */
const isCut = ({ planned, end }: EndedLaunch): boolean => planned.role === 'candidate' && end.kind === 'cut';

function countsOn(device: string, all: readonly EndedLaunch[], why: WhyLost): TwoCounts {
  const of = (role: 'baseline' | 'candidate') =>
    all.filter((launch) => launch.device === device && launch.planned.role === role);
  const [baseline, candidate] = [of('baseline'), of('candidate')];
  const lost = (own: readonly EndedLaunch[]): number => own.filter((launch) => why(launch) !== null).length;
  return {
    hits: lost(candidate),
    of: candidate.length,
    otherHits: lost(baseline),
    otherOf: baseline.length,
  };
}

function isExcess(strata: readonly TwoCounts[]): boolean {
  const more = strata.reduce((sum, { hits, otherHits }) => sum + hits - otherHits, 0);
  if (more < LEAST_MORE) return false;
  const areMost = 2 * strata.filter(({ hits, otherHits }) => hits > otherHits).length > strata.length;
  const p = excessP(strata);
  return p < MOST_P || (areMost && p < MOST_P + ROUNDING);
}

/** "3 too hot for their block, 1 without a log". */
function reasonsText(launches: readonly EndedLaunch[], why: WhyLost): string {
  const counts = new Map<string, number>();
  for (const launch of launches) {
    const reason = launch.planned.role === 'candidate' ? why(launch) : null;
    if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `${count} ${reason}`).join(', ');
}
