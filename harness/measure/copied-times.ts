import type { LaunchRecord, TrialRecord } from './result.ts';

/** For a launch that has the token times of another trial: where that trial stands. */
export type CopiedTimes = ReadonlyMap<LaunchRecord, string>;

/** Fewer tokens may repeat by chance what another trial took; more are needed where the clock has coarse ticks. */
const LEAST_TOKENS = 8;
const LEAST_TOKENS_OF_COARSE_CLOCK = 64;
const FINE_TICK_US = 10;

/**
 * Launches in which a trial took, token by token, exactly as long as another trial of the run. No phone repeats a dozen
 * times to the microsecond: one of the two logs is a copy, and nothing says which.
 */
export function copiedTimes(launches: readonly LaunchRecord[]): CopiedTimes {
  const alike = new Map<string, Place[]>();
  const copies = new Map<LaunchRecord, string>();
  for (const place of launches.flatMap(longTrials)) {
    const key = signature(place.trial);
    const others = alike.get(key) ?? [];
    const other = others.find((each) => sameTimes(each.trial, place.trial));
    if (other) {
      copies.set(place.launch, nameOf(other));
      copies.set(other.launch, copies.get(other.launch) ?? nameOf(place));
    }
    alike.set(key, other ? others : [...others, place]);
  }
  return copies;
}

interface Place {
  readonly launch: LaunchRecord;
  readonly trial: TrialRecord;
}

function longTrials(launch: LaunchRecord): Place[] {
  const isFine = (launch.agent?.clock.resolutionUs ?? Number.POSITIVE_INFINITY) <= FINE_TICK_US;
  const least = isFine ? LEAST_TOKENS : LEAST_TOKENS_OF_COARSE_CLOCK;
  return launch.trials.filter(({ deltasUs }) => deltasUs.length >= least).map((trial) => ({ launch, trial }));
}

const nameOf = ({ launch, trial }: Place): string =>
  `trial ${trial.trial} of ${launch.device}/${launch.planned.id}`;

/** Equal trials have equal ones; few others do. */
function signature({ deltasUs }: TrialRecord): string {
  const middle = Math.floor(deltasUs.length / 2);
  return [deltasUs.length, deltasUs[0], deltasUs[1], deltasUs[middle], deltasUs.at(-1)].join(' ');
}

const sameTimes = (a: TrialRecord, b: TrialRecord): boolean =>
  a.deltasUs.every((delta, i) => delta === b.deltasUs[i]);
