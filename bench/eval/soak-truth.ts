import {
  coldPhone,
  cool,
  type HeatState,
  heat,
  speedFactor,
  thermalStateOf,
} from '../../harness/virtual-phone/physics/heat.ts';
import type { PlantedEffects } from '../../harness/virtual-phone/physics/planted-effects.ts';
import type { Profile } from '../../harness/virtual-phone/physics/profiles.ts';
import { decodeSeconds, prefillFactor, prefillSeconds } from '../../harness/virtual-phone/physics/speed.ts';

/** Equal cycles, as the sustained suite runs them. */
export interface Cycle {
  readonly promptTokens: number;
  readonly generateTokens: number;
}

/** What a perfect measurement of a soak would say; straight from the physics, by no code that measures. */
export interface SoakTruth {
  readonly v0: number;
  readonly plateau: number;
  readonly retentionPercent: number;
  /** Seconds of load, prefill included. */
  readonly onsetSeconds: number;
  /** Seconds of load at which the speed has fallen by so much; null when it never does. */
  fallSeconds(percent: number): number | null;
  readonly work600: number;
  readonly sustainedRate: number;
  readonly fairPercent: number;
  readonly seriousPercent: number;
  readonly recoverySeconds: number | null;
}

interface Token {
  /** Seconds of decoding and of all load at its end. */
  readonly decoded: number;
  readonly at: number;
  readonly factor: number;
}

const SLICE = 0.01;

/** Seconds that a soak lasts. */
const SOAK_SECONDS = 600;

/** What a soak was, token by token and slice by slice. */
interface Soak {
  readonly tokens: readonly Token[];
  readonly states: readonly { readonly at: number; readonly state: string }[];
  /** The phone at the end. */
  readonly end: HeatState;
  /** Seconds of load, and of decoding alone. */
  readonly at: number;
  readonly decoded: number;
}

/** Runs the physics token by token, without noise. */
function soak(profile: Profile, effects: PlantedEffects, cycle: Cycle, start: HeatState): Soak {
  const tokens: Token[] = [];
  const states: { at: number; state: string }[] = [];
  let state = start;
  let at = 0;
  let decoded = 0;
  const factor = (): number => speedFactor(state, profile, effects);
  const load = (seconds: number): void => {
    state = heat(state, seconds, profile);
    at += seconds;
    states.push({ at, state: thermalStateOf(state) });
  };
  const prefill = (): void => {
    for (let left = prefillSeconds(profile, cycle.promptTokens, effects); left > 0; ) {
      const part = Math.min(SLICE, left / prefillFactor(factor()));
      left -= part * prefillFactor(factor()) + Number.EPSILON;
      load(part);
    }
  };
  while (at < SOAK_SECONDS) {
    prefill();
    tokens.push({ decoded, at, factor: factor() });
    for (let i = 1; i < cycle.generateTokens; i++) {
      const seconds = decodeSeconds(profile, cycle.promptTokens + i, effects) / factor();
      load(seconds);
      decoded += seconds;
      tokens.push({ decoded, at, factor: factor() });
    }
  }
  return { tokens, states, end: state, at, decoded };
}

/** What is true of a soak that begins on a warmed-up phone. */
export function soakTruth(
  profile: Profile,
  effects: PlantedEffects,
  cycle: Cycle,
  start: HeatState,
): SoakTruth {
  const { tokens, states, end, at, decoded } = soak(profile, effects, cycle, start);
  const cold = coldRate(profile, effects, cycle);
  const plateauFactor = tokens.find((token) => token.decoded >= decoded - 60)?.factor ?? 1;
  const percentOfTime = (wanted: readonly string[]): number => {
    const seconds = states.map(({ at }, i) => at - (states[i - 1]?.at ?? 0));
    return (
      (100 *
        seconds.reduce((sum, each, i) => sum + (wanted.includes(states[i]?.state ?? '') ? each : 0), 0)) /
      at
    );
  };
  return {
    v0: cold,
    plateau: cold * plateauFactor,
    retentionPercent: 100 * plateauFactor,
    onsetSeconds: tokens.find((token) => token.factor < 1)?.at ?? 0,
    fallSeconds: (percent) => tokens.find((token) => token.factor < 1 - percent / 100)?.at ?? null,
    work600: tokens.filter((token) => token.at <= 600).length,
    sustainedRate:
      (tokens.filter((token) => token.decoded > decoded - 300).length * withoutFirsts(cycle)) / 300,
    fairPercent: percentOfTime(['fair', 'serious', 'critical']),
    seriousPercent: percentOfTime(['serious', 'critical']),
    recoverySeconds: recovery(profile, effects, end),
  };
}

/** The first token of each cycle belongs to prefill and is not in the series. */
const withoutFirsts = ({ generateTokens }: Cycle): number => (generateTokens - 1) / generateTokens;

/** Decode speed of a cold phone over one cycle's depths. */
function coldRate(
  profile: Profile,
  effects: PlantedEffects,
  { promptTokens, generateTokens }: Cycle,
): number {
  let seconds = 0;
  for (let i = 1; i < generateTokens; i++) seconds += decodeSeconds(profile, promptTokens + i, effects);
  return (generateTokens - 1) / seconds;
}

const RECOVERED = 0.97;
const PROBE_PROMPT = 32;

/** Five seconds of load every thirty; the time of the first of two probes that are back. */
function recovery(profile: Profile, effects: PlantedEffects, hot: HeatState): number | null {
  let state = hot;
  let at = 0;
  let firstGood: number | null = null;
  for (let i = 0; i < 10; i++) {
    state = cool(state, 30);
    at += 30;
    const began = at;
    const prefill =
      prefillSeconds(profile, PROBE_PROMPT, effects) / prefillFactor(speedFactor(state, profile, effects));
    state = heat(state, prefill, profile);
    const before = speedFactor(state, profile, effects);
    state = heat(state, 5, profile);
    at += prefill + 5;
    const good = (before + speedFactor(state, profile, effects)) / 2 >= RECOVERED;
    if (good && firstGood !== null) return firstGood;
    firstGood = good ? began : null;
  }
  return null;
}

/** A cold phone after the agent's warm-up. */
export function warmedUp(profile: Profile, effects: PlantedEffects, from: HeatState = coldPhone): HeatState {
  const factor = speedFactor(from, profile, effects);
  let seconds = prefillSeconds(profile, 32, effects) / prefillFactor(factor);
  for (let i = 1; i < 8; i++) seconds += decodeSeconds(profile, 32 + i, effects) / factor;
  return heat(from, seconds, profile);
}
