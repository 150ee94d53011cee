import { fisherExact } from '../statistics/fisher-exact.ts';
import { significantNumber } from '../words/numbers.ts';

/** How hot a launch was; a higher number is hotter (nominal 0, fair 1, serious 2, critical 3). */
export interface LaunchHeat {
  readonly device: string;
  readonly block: string;
  readonly position: number;
  readonly build: 'baseline' | 'candidate';
  readonly atStart: number;
  readonly maximum: number;
}

/** Launches that may be paired, and how evenly the others were dropped. */
export interface ThermalMatch<T extends LaunchHeat> {
  readonly kept: readonly T[];
  readonly dropped: readonly T[];
  /** Dropped ÷ all; null for a build without launches. */
  readonly droppedShare: { readonly baseline: number | null; readonly candidate: number | null };
  /** Fisher's exact test that both builds are dropped alike. */
  readonly imbalanceP: number;
  /** A sentence when one build is dropped more often, which is a thermal finding itself; else null. */
  readonly imbalance: string | null;
}

const IMBALANCE_BELOW = 0.05;

/**
 * Keeps the launches of each block that are in its thermal stratum: the state at the start, and in burst suites the
 * hottest state, that most launches of the block share; the cooler one where two are as frequent. A sustained suite is
 * matched by its start alone, because heating is what it measures.
 */
export function matchThermally<T extends LaunchHeat>(
  launches: readonly T[],
  kind: 'burst' | 'soak',
): ThermalMatch<T> {
  const blockOf = (launch: LaunchHeat): string => `${launch.device}\u0000${launch.block}`;
  const stratumOf = (launch: LaunchHeat): number =>
    kind === 'burst' ? 10 * launch.maximum + launch.atStart : launch.atStart;
  const required = new Map<string, number>();
  for (const block of new Set(launches.map(blockOf)))
    required.set(block, mostFrequent(launches.filter((each) => blockOf(each) === block).map(stratumOf)));
  const fits = (launch: T): boolean => stratumOf(launch) === required.get(blockOf(launch));
  const kept = launches.filter(fits);
  const dropped = launches.filter((launch) => !fits(launch));
  return { kept, dropped, ...balanceOf(kept, dropped) };
}

/** Two kinds of launches, each matched by its own rule, as one record. */
export function matchesTogether<T extends LaunchHeat>(
  one: ThermalMatch<T>,
  other: ThermalMatch<T>,
): ThermalMatch<T> {
  const kept = [...one.kept, ...other.kept];
  const dropped = [...one.dropped, ...other.dropped];
  return { kept, dropped, ...balanceOf(kept, dropped) };
}

/** The most frequent value; the least of those that are as frequent. */
function mostFrequent(values: readonly number[]): number {
  const count = (value: number): number => values.filter((other) => other === value).length;
  return [...values].sort((a, b) => count(b) - count(a) || a - b)[0] ?? 0;
}

function balanceOf(kept: readonly LaunchHeat[], dropped: readonly LaunchHeat[]) {
  const of = (launches: readonly LaunchHeat[], build: LaunchHeat['build']): number =>
    launches.filter((launch) => launch.build === build).length;
  const share = (build: LaunchHeat['build']): number | null => {
    const all = of(kept, build) + of(dropped, build);
    return all === 0 ? null : of(dropped, build) / all;
  };
  const [baseline, candidate] = [share('baseline'), share('candidate')];
  const imbalanceP = fisherExact(
    of(dropped, 'baseline'),
    of(kept, 'baseline'),
    of(dropped, 'candidate'),
    of(kept, 'candidate'),
  );
  const worse = (candidate ?? 0) > (baseline ?? 0) ? 'candidate' : 'baseline';
  return {
    droppedShare: { baseline, candidate },
    imbalanceP,
    imbalance:
      imbalanceP < IMBALANCE_BELOW
        ? `thermal imbalance: ${of(dropped, worse)} of ${of(dropped, worse) + of(kept, worse)} launches of the ${worse} were hotter than their block (p ${significantNumber(imbalanceP, 2)})`
        : null,
  };
}
