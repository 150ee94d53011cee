import type { LaunchRecord, TrialRecord } from '../harness/measure/result.ts';
import { TokenTimes } from '../harness/protocol/token-times.ts';
import { greatest } from '../harness/statistics/extremes.ts';
import { median } from '../harness/statistics/median.ts';

/** A stretch of a launch, s since its start. */
type Window = readonly [fromSecond: number, toSecond: number];

/** What a candidate can be slow at, and for memory where most is charged. */
type SlowAt = 'first-token' | 'decode' | 'memory';

/** Where the candidate is slowest in one case of a suite on one phone, down to the token that took longest. */
export interface SlowPlace {
  readonly device: string;
  readonly suite: string;
  /** `*`: of memory, which is the launch's. */
  readonly case: string;
  readonly at: SlowAt;
  readonly launch: string;
  readonly window: Window;
  /** Null: of memory. */
  readonly trial: SlowTrial | null;
  /** Value of the place ÷ the baseline's median; 1 where there is no baseline. */
  readonly ratio: number;
}

interface SlowTrial {
  /** Places from 0: of the trial among the launch's trials, of the token in the trial. */
  readonly index: number;
  readonly token: number;
  /** How long the token took. */
  readonly tokenMs: number;
  readonly window: Window;
}

interface PlacedTrial {
  readonly launch: LaunchRecord;
  readonly index: number;
  readonly trial: TrialRecord;
}

/** The slow end of all that was measured: a place for each phone, suite and case, and each thing it can be slow at. */
export function slowPlaces(launches: readonly LaunchRecord[]): SlowPlace[] {
  const suites = groupsOf(launches, ({ device, planned }) => [device, planned.suite]);
  return suites.flatMap((own) => {
    const trials = own.flatMap((launch) => placedTrials(launch));
    return [
      ...groupsOf(trials, ({ trial }) => [trial.case]).flatMap((ofCase) => [
        ...slowestTrial(ofCase, 'decode'),
        ...slowestTrial(ofCase, 'first-token'),
      ]),
      ...fullestLaunch(own),
    ];
  });
}

/** The place that shows best why a measure changed: of the cases in question the one that is slowest against the baseline. */
export function slowPlaceOf(
  places: readonly SlowPlace[],
  change: {
    readonly metric: string;
    readonly device: string;
    readonly suite: string;
    /** Null: any. */
    readonly case: string | null;
  },
): SlowPlace | null {
  const at = slowAt(change.metric);
  const own = places.filter(
    (each) =>
      each.device === change.device &&
      each.suite === change.suite &&
      each.at === at &&
      (at === 'memory' || change.case === null || each.case === change.case),
  );
  return own.reduce<SlowPlace | null>(
    (worst, each) => (worst && worst.ratio >= each.ratio ? worst : each),
    null,
  );
}

function slowAt(metric: string): SlowAt {
  if (/^(ttft|prefill)/.test(metric)) return 'first-token';
  return /^(footprint|headroom|mapped|metal|growth|limit)/.test(metric) ? 'memory' : 'decode';
}

function groupsOf<T>(items: readonly T[], keyOf: (item: T) => readonly string[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item).join('\u0000');
    const own = groups.get(key);
    if (own) own.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

const placedTrials = (launch: LaunchRecord): PlacedTrial[] =>
  launch.trials.flatMap((trial, index) =>
    trial.scored && trial.invalid === null ? [{ launch, index, trial }] : [],
  );

function slowestTrial(placed: readonly PlacedTrial[], at: 'decode' | 'first-token'): SlowPlace[] {
  const found = worstOf(
    placed,
    ({ launch }) => launch,
    (each) => timeOf(each.trial, at),
  );
  if (!found) return [];
  const { launch, index, trial } = found.item;
  const token = at === 'first-token' ? 0 : longestToken(trial);
  const times = new TokenTimes(trial);
  const endUs = times.at(token);
  const tokenUs = trial.deltasUs[token] ?? 0;
  return [
    {
      ...{ device: launch.device, suite: launch.planned.suite, case: trial.case, at },
      ...{ launch: launch.planned.id, ratio: found.ratio, window: around(endUs - tokenUs, endUs) },
      trial: { index, token, tokenMs: tokenUs / 1000, window: around(times.startUs, times.endUs) },
    },
  ];
}

/** Time to the first token, or for each of the others, µs. */
function timeOf(trial: TrialRecord, at: 'decode' | 'first-token'): number | null {
  const times = new TokenTimes(trial);
  if (at === 'first-token') return times.firstUs;
  return times.tokensPerSecond === null ? null : 1e6 / times.tokensPerSecond;
}

const longestToken = ({ deltasUs }: TrialRecord): number =>
  Math.max(0, deltasUs.indexOf(greatest(deltasUs.slice(1)) ?? 0, 1));

function fullestLaunch(launches: readonly LaunchRecord[]): SlowPlace[] {
  const found = worstOf(
    launches,
    (launch) => launch,
    ({ memory }) => greatest(memory.footprintBytes),
  );
  if (!found) return [];
  const { device, planned, memory } = found.item;
  const peakUs = memory.tUs[memory.footprintBytes.indexOf(found.most)] ?? 0;
  return [
    {
      ...{ device, suite: planned.suite, case: '*', at: 'memory', launch: planned.id, trial: null },
      ...{ ratio: found.ratio, window: around(peakUs, peakUs) },
    },
  ];
}

/** The candidate's item of the largest value, and how that compares with the baseline's usual one. */
function worstOf<T>(
  items: readonly T[],
  launchOf: (item: T) => LaunchRecord,
  sizeOf: (item: T) => number | null,
): { readonly item: T; readonly most: number; readonly ratio: number } | null {
  const of = (role: string): T[] => items.filter((item) => launchOf(item).planned.role === role);
  const most = greatest(of('candidate').flatMap((item) => sizeOf(item) ?? []));
  const item = of('candidate').find((each) => sizeOf(each) === most);
  if (item === undefined || most === null) return null;
  const usual = median(of('baseline').flatMap((each) => sizeOf(each) ?? [])) ?? most;
  return { item, most, ratio: usual > 0 ? most / usual : 1 };
}

/** Room on each side, so that what is next to a place tells what is usual, s. */
const ROOM = 1;

const around = (fromUs: number, toUs: number): Window => [
  Math.max(0, Math.floor(fromUs / 1e6 - ROOM)),
  Math.ceil(toUs / 1e6 + ROOM),
];
