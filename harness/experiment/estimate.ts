import type { Manifest } from './manifest.ts';
import type { PlannedStep } from './planned-step.ts';

/**
 * What even a warm phone of a chip keeps, so that an estimate is an upper bound: bytes of weights that it reads a second
 * to decode, and prompt tokens a second of a model of `REFERENCE_BYTES`.
 */
interface SlowRates {
  readonly bytesPerSecond: number;
  readonly prefill: number;
}

/** Size of the 3.8 B model in 4 bit that the rates were taken with. */
const REFERENCE_BYTES = 2.2e9;
/** A chip by its rates with that model, tok/s. */
const chip = (prefill: number, decode: number): SlowRates => ({
  prefill,
  bytesPerSecond: decode * REFERENCE_BYTES,
});
const slowRates: Readonly<Record<string, SlowRates>> = {
  A15: chip(45, 5),
  A16: chip(80, 7),
  'A17 Pro': chip(100, 9),
  A18: chip(100, 10),
  'A18 Pro': chip(110, 11),
  A19: chip(200, 12),
  'A19 Pro': chip(250, 15),
};
const unknownChip = chip(40, 5);
/** Start of the app, load of a model of `REFERENCE_BYTES`, warm-up. */
const START_SECONDS = 30;
/** A phone reads and checks a larger file at this speed. */
const LOAD_BYTES_PER_SECOND = 0.3e9;
/** A soak's last cycle, and a conversation's last turn, begin before their time is up. */
const LAST_CYCLE_SECONDS = 45;
/** The model's template around a question, and what a short one has at most. */
const LEAST_CHAT_TOKENS = 64;
/** No tokenizer is open when a run is planned: English has four bytes a token, other scripts fewer. */
const BYTES_PER_PROMPT_TOKEN = 2;
/** A recovery probe takes longer than asked: its prompt, and a phone that is slow still. */
const PROBE_FACTOR = 1.5;

/**
 * How fast a phone of that chip is at least. A model that is smaller than the reference is not assumed to be faster: the
 * launches will show it.
 */
function ratesOf(
  chipName: string,
  modelBytes: number,
): { readonly prefill: number; readonly decode: number } {
  const rates = slowRates[chipName] ?? unknownChip;
  const bytes = Math.max(modelBytes, REFERENCE_BYTES);
  return { prefill: (rates.prefill * REFERENCE_BYTES) / bytes, decode: rates.bytesPerSecond / bytes };
}

/**
 * Seconds that a launch takes at most, on a phone of that chip.
 * @param modelBytes size of the largest model that may be measured
 */
export function estimateSeconds(
  steps: readonly PlannedStep[],
  chipName: string,
  modelBytes = REFERENCE_BYTES,
): number {
  const rate = ratesOf(chipName, modelBytes);
  const load = Math.max(0, modelBytes - REFERENCE_BYTES) / LOAD_BYTES_PER_SECOND;
  const seconds = steps.map((step) => {
    if (step.forSeconds !== null) return step.forSeconds + LAST_CYCLE_SECONDS + recoverySeconds(step);
    return step.repetitions * (promptTokens(step) / rate.prefill + step.generateTokens / rate.decode);
  });
  return START_SECONDS + load + seconds.reduce((sum, each) => sum + each, 0);
}

function promptTokens({ prompt }: PlannedStep): number {
  if (prompt.kind === 'synthetic') return prompt.tokens;
  const texts = prompt.kind === 'chat' ? [prompt] : prompt.turns;
  const bytes = Math.max(...texts.map(({ text }) => new TextEncoder().encode(text).length));
  return Math.max(LEAST_CHAT_TOKENS, bytes / BYTES_PER_PROMPT_TOKEN);
}

/** Waits up to the limit, and the probe after each of them. */
function recoverySeconds({ recovery }: PlannedStep): number {
  if (!recovery) return 0;
  const { limitSeconds, everySeconds, probeSeconds } = recovery;
  return limitSeconds + Math.floor(limitSeconds / everySeconds) * probeSeconds * PROBE_FACTOR;
}

/** What a plan will take: launches, seconds, bytes of logs. */
export interface PlanTotals {
  readonly sessions: readonly {
    readonly device: string;
    readonly launches: number;
    readonly seconds: number;
  }[];
  readonly launches: number;
  /** Phones run side by side: the longest session, cool-downs not counted. */
  readonly seconds: number;
  readonly diskBytes: number;
}

/** A line of JSON a token, memory samples ten times a second. */
const BYTES_PER_TOKEN = 16;
const BYTES_PER_SECOND = 600;

/** What a run will take. */
export function planTotals(manifest: Manifest): PlanTotals {
  const sessions = manifest.sessions.map(({ device, launches }) => ({
    device: device.id,
    launches: launches.length,
    seconds: launches.reduce((sum, launch) => sum + launch.estimatedSeconds, 0),
  }));
  const bytes = manifest.sessions.flatMap(({ device, launches }) =>
    launches.map((launch) => {
      const rate = ratesOf(device.chip, REFERENCE_BYTES).decode * 2;
      return launch.estimatedSeconds * (rate * BYTES_PER_TOKEN + BYTES_PER_SECOND);
    }),
  );
  return {
    sessions,
    launches: sessions.reduce((sum, session) => sum + session.launches, 0),
    seconds: Math.max(0, ...sessions.map((session) => session.seconds)),
    diskBytes: Math.round(bytes.reduce((sum, each) => sum + each, 0)),
  };
}
