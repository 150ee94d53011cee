import type { LaunchRecord, Measurement } from '../measure/result.ts';
import { countersOf } from '../protocol/engine-counters.ts';
import { TokenTimes } from '../protocol/token-times.ts';
import { median } from '../statistics/median.ts';
import {
  atRoundTrip,
  breakEvenRoundTripMs,
  type CaseSpeed,
  type Crossover,
  crossover,
  type SpeedLine,
  speedLine,
} from './crossover.ts';

/** Length of the answer for which phone and server are compared, in tokens. */
const GENERATED_TOKENS = 64;
const LONGEST_PROMPT = 4096;
/** Beside the server; a good fixed line; mobile networks, good and bad. ITU-T G.114 wants less than 400 both ways for talk. */
const ROUND_TRIPS_MS = [0, 20, 50, 100, 200, 400];
const PROMPTS = [64, 256, 1024, 4096];

/** One phone's build against one server: who answers first, by prompt length and distance. */
export interface ServerCrossover {
  readonly device: string;
  readonly build: string;
  readonly server: string;
  readonly generateTokens: number;
  readonly phone: SpeedLine;
  readonly serverLine: SpeedLine;
  /** Measured between the trials. */
  readonly roundTripMs: number;
  readonly measured: Crossover;
  readonly byRoundTrip: readonly { readonly roundTripMs: number; readonly crossover: Crossover }[];
  /** Round trip at which both answer at once; negative: the phone is first whatever the distance. */
  readonly breakEven: readonly { readonly promptTokens: number; readonly roundTripMs: number }[];
}

/** Every build on every phone against every server of a run; pairs whose lines cannot be drawn are left out. */
export function serverCrossovers({ manifest, launches }: Measurement): ServerCrossover[] {
  const host = manifest.reference?.device.id;
  return (manifest.servers ?? []).flatMap((server) => {
    const own = launches.filter((each) => each.device === host && each.planned.build === server.id);
    const serverLine = lineOf(own);
    const roundTripMs = median(roundTripsMs(own));
    if (!serverLine || roundTripMs === null) return [];
    return manifest.sessions.flatMap(({ device }) =>
      manifest.builds.flatMap((build) => {
        const phone = lineOf(
          launches.filter((each) => each.device === device.id && each.planned.build === build.id),
        );
        const pair = { device: device.id, build: build.name, server: server.name };
        return phone ? [{ ...pair, ...compare(phone, serverLine, roundTripMs) }] : [];
      }),
    );
  });
}

function compare(phone: SpeedLine, serverLine: SpeedLine, roundTripMs: number) {
  const lengths = { generateTokens: GENERATED_TOKENS, longestPrompt: LONGEST_PROMPT };
  const at = (distanceMs: number): Crossover =>
    crossover(phone, atRoundTrip(serverLine, roundTripMs, distanceMs), lengths);
  return {
    ...{ generateTokens: GENERATED_TOKENS, phone, serverLine, roundTripMs },
    measured: at(roundTripMs),
    byRoundTrip: ROUND_TRIPS_MS.map((each) => ({ roundTripMs: each, crossover: at(each) })),
    breakEven: PROMPTS.map((promptTokens) => ({
      promptTokens,
      roundTripMs: breakEvenRoundTripMs(phone, serverLine, roundTripMs, {
        promptTokens,
        generateTokens: GENERATED_TOKENS,
      }),
    })),
  };
}

function lineOf(launches: readonly LaunchRecord[]): SpeedLine | null {
  const trials = launches.flatMap((launch) => launch.trials).filter((each) => each.scored && !each.invalid);
  return speedLine(
    trials.flatMap((trial): CaseSpeed[] => {
      const { firstUs, tokensPerSecond } = new TokenTimes(trial);
      return firstUs === null || tokensPerSecond === null
        ? []
        : [{ promptTokens: trial.promptTokens, ttftMs: firstUs / 1000, tokenMs: 1000 / tokensPerSecond }];
    }),
  );
}

const roundTripsMs = (launches: readonly LaunchRecord[]): number[] =>
  launches
    .flatMap((launch) => launch.trials)
    .flatMap((trial) => countersOf(trial.engineStats).roundTripUs ?? [])
    .map((us) => us / 1000);
