import type { JournalBody } from '../experiment/journal-event.ts';
import type { CooldownPolicy } from '../lab/devices-file.ts';
import type { ThermalState } from '../protocol/event.ts';

/** What the gate may ask of a phone between launches, and how it waits. */
export interface Coolable {
  thermalState(): Promise<ThermalState | null>;
  batteryCelsius(): Promise<number | null>;
  /** Seconds of the phone's own time: real for an iPhone, virtual for a virtual phone. */
  wait(seconds: number): Promise<void>;
}

/** First wait 5 s, each next half as long again, at most 60 s: crossbench's growing interval. */
const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 60;

/**
 * Waits until the phone is nominal and its battery below the policy's temperature.
 * Never throws for a hot phone: the outcome is data and becomes a caveat.
 */
export async function coolDown(
  phone: Coolable,
  policy: CooldownPolicy,
  launch: string,
): Promise<JournalBody<'cooldown'>> {
  let waitedSeconds = 0;
  for (let next = FIRST_WAIT_SECONDS; ; next = Math.min(next * 1.5, LONGEST_WAIT_SECONDS)) {
    const thermalState = await phone.thermalState();
    const batteryCelsius = await phone.batteryCelsius();
    const outcome = judge(thermalState, batteryCelsius, policy, waitedSeconds);
    if (outcome) {
      return {
        type: 'cooldown',
        launch,
        reason: `start of a launch: nominal and at most ${policy.batteryCelsius} °C`,
        waitedMs: waitedSeconds * 1000,
        limitMs: policy.limitSeconds * 1000,
        outcome,
        thermalState,
        batteryCelsius,
      };
    }
    const step = Math.min(next, policy.limitSeconds - waitedSeconds);
    await phone.wait(step);
    waitedSeconds += step;
  }
}

/** Every known reading must be cool. An unknown one does not delay the launch, and is reported. */
function judge(
  state: ThermalState | null,
  celsius: number | null,
  policy: CooldownPolicy,
  waitedSeconds: number,
): JournalBody<'cooldown'>['outcome'] | null {
  const isWarm = state !== null && state !== 'nominal';
  const isHot = celsius !== null && celsius > policy.batteryCelsius;
  if (isWarm || isHot) return waitedSeconds >= policy.limitSeconds ? 'timed-out' : null;
  return state === null || celsius === null ? 'signal-unavailable' : 'reached';
}
