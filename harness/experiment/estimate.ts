import type { Manifest } from './manifest.ts';
import type { PlannedStep } from './planned-step.ts';

/** Rates of a 3.8 B model in 4 bit that even a warm phone of that chip keeps, so that an estimate is an upper bound. */
const slowRates: Readonly<Record<string, { prefill: number; decode: number }>> = {
  A15: { prefill: 45, decode: 5 },
  A16: { prefill: 80, decode: 7 },
  'A17 Pro': { prefill: 100, decode: 9 },
  A18: { prefill: 100, decode: 10 },
  'A18 Pro': { prefill: 110, decode: 11 },
  A19: { prefill: 200, decode: 12 },
  'A19 Pro': { prefill: 250, decode: 15 },
};
const unknownRate = { prefill: 40, decode: 5 };
/** Start of the app, load of the model, warm-up. */
const START_SECONDS = 30;
/** A soak's last cycle begins before its time is up. */
const LAST_CYCLE_SECONDS = 45;
const CHAT_PROMPT_TOKENS = 64;

/** Seconds that a launch takes at most, on a phone of that chip. */
export function estimateSeconds(steps: readonly PlannedStep[], chip: string): number {
  const rate = slowRates[chip] ?? unknownRate;
  const seconds = steps.map((step) => {
    if (step.forSeconds !== null)
      return step.forSeconds + LAST_CYCLE_SECONDS + (step.recovery?.limitSeconds ?? 0);
    const prompt = step.prompt.kind === 'synthetic' ? step.prompt.tokens : CHAT_PROMPT_TOKENS;
    return step.repetitions * (prompt / rate.prefill + step.generateTokens / rate.decode);
  });
  return START_SECONDS + seconds.reduce((sum, each) => sum + each, 0);
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
      const rate = (slowRates[device.chip] ?? unknownRate).decode * 2;
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
