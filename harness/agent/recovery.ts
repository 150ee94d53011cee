import { RECOVERY_CASE } from '../protocol/case-names.ts';
import type { PlanStep, Recovery } from '../protocol/plan-file.ts';
import type { TokenTimes } from '../protocol/token-times.ts';

/** Metrics' definition: back at 97 % of burst speed, twice running. */
const RECOVERED = 0.97;
/** Trials that begin in this time are the burst; the fastest of them is never below the burst speed of the analysis. */
const BURST_SECONDS = 60;
const PROBE_PROMPT_TOKENS = 32;

/**
 * Short unscored trials after a soak, until two in a row are as fast as its beginning or the limit is reached. The
 * analysis decides by itself from these trials when the phone had recovered.
 */
export async function awaitRecovery(
  idle: (seconds: number) => Promise<void>,
  step: PlanStep,
  { everySeconds, probeSeconds, limitSeconds }: Recovery,
  load: readonly TokenTimes[],
  run: (step: PlanStep, repetition: number) => Promise<TokenTimes>,
): Promise<void> {
  const burst = burstRate(load);
  if (burst === null) return;
  const probe: PlanStep = {
    case: RECOVERY_CASE,
    prompt: { kind: 'synthetic', tokens: PROBE_PROMPT_TOKENS, seed: 0 },
    generateTokens: Math.max(8, Math.min(step.generateTokens, Math.round(burst * probeSeconds))),
    repetitions: 1,
    forSeconds: null,
    scored: false,
  };
  let good = 0;
  for (let i = 0, waited = everySeconds; good < 2 && waited <= limitSeconds; i++, waited += everySeconds) {
    await idle(everySeconds);
    good = rateOf(await run(probe, i)) >= RECOVERED * burst ? good + 1 : 0;
  }
}

function burstRate(load: readonly TokenTimes[]): number | null {
  const [first] = load;
  if (!first) return null;
  const early = load.filter(({ startUs }) => startUs - first.startUs < BURST_SECONDS * 1e6);
  return early.reduce((fastest, times) => Math.max(fastest, rateOf(times)), 0);
}

const rateOf = ({ tokensPerSecond }: TokenTimes): number => tokensPerSecond ?? 0;
