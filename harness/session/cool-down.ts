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
/** What a phone that does not tell its temperature is given: by then the fast part of its heat is gone. */
const BLIND_WAIT_SECONDS = 180;
/** A phone that falls by less in so long has reached what it idles at: in a warm room a gate below that is never reached. */
const FLAT_SECONDS = 600;
const FLAT_CELSIUS = 0.2;

interface Reading {
  readonly atSeconds: number;
  readonly thermalState: ThermalState | null;
  readonly batteryCelsius: number | null;
}

/**
 * Waits until the phone is nominal and its battery below the policy's temperature; three minutes where that is not known. Gives up
 * early on a phone that does not cool any further.
 * Never throws for a hot phone: the outcome is data and becomes a caveat.
 */
export async function coolDown(
  phone: Coolable,
  policy: CooldownPolicy,
  launch: string,
): Promise<JournalBody<'cooldown'>> {
  let waitedSeconds = 0;
  const readings: Reading[] = [];
  for (let next = FIRST_WAIT_SECONDS; ; next = Math.min(next * 1.5, LONGEST_WAIT_SECONDS)) {
    const thermalState = await phone.thermalState();
    const batteryCelsius = await phone.batteryCelsius();
    readings.push({ atSeconds: waitedSeconds, thermalState, batteryCelsius });
    const flat = isFlat(readings, policy);
    const outcome = flat ? 'timed-out' : judge(readings, policy);
    if (outcome) {
      return {
        type: 'cooldown',
        launch,
        reason: `start of a launch: nominal and at most ${policy.batteryCelsius} °C${flat ? '; the phone does not get cooler than this' : ''}`,
        waitedMs: waitedSeconds * 1000,
        limitMs: policy.limitSeconds * 1000,
        outcome,
        thermalState,
        batteryCelsius,
      };
    }
    // Diagnostics that are gone cost the driver ten seconds for each question: a phone that tells nothing is not asked in between.
    const blind = batteryCelsius === null ? BLIND_WAIT_SECONDS - waitedSeconds : 0;
    const step = Math.min(Math.max(next, blind), policy.limitSeconds - waitedSeconds);
    await phone.wait(step);
    waitedSeconds += step;
  }
}

/** Every known reading must be cool. Without a temperature the launch waits as long as phones usually take, and that is reported. */
function judge(
  readings: readonly Reading[],
  { batteryCelsius: gate, limitSeconds }: CooldownPolicy,
): JournalBody<'cooldown'>['outcome'] | null {
  const { atSeconds, thermalState: state, batteryCelsius: celsius } = readings.at(-1) as Reading;
  const isWarm = state !== null && state !== 'nominal';
  const isHot = celsius !== null && celsius > gate;
  if (isWarm || isHot) return atSeconds >= limitSeconds ? 'timed-out' : null;
  if (celsius === null && atSeconds < Math.min(BLIND_WAIT_SECONDS, limitSeconds)) return null;
  return state === null || celsius === null ? 'signal-unavailable' : 'reached';
}

/** Whether a battery above the gate has stopped cooling. */
function isFlat(readings: readonly Reading[], { batteryCelsius: gate }: CooldownPolicy): boolean {
  const last = readings.at(-1);
  if (!last || last.batteryCelsius === null || last.batteryCelsius <= gate) return false;
  const before = readings.findLast(({ atSeconds }) => atSeconds <= last.atSeconds - FLAT_SECONDS);
  return before?.batteryCelsius != null && before.batteryCelsius - last.batteryCelsius < FLAT_CELSIUS;
}
