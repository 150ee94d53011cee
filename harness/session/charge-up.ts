import type { JournalBody } from '../experiment/journal-event.ts';

/** What the gate may ask of a phone between launches, and how it waits. */
export interface Chargeable {
  percent(): Promise<number | null>;
  /** Seconds of the phone's own time. */
  wait(seconds: number): Promise<void>;
}

/** Below it a soak may reach the 20 % at which iOS offers Low Power Mode, which halves every speed. */
export const ENOUGH_PERCENT = 40;
/** Below it nothing is measured: the prompt for Low Power Mode is near, and so is the phone's end. */
export const LEAST_PERCENT = 20;
const LIMIT_SECONDS = 3600;
const POLL_SECONDS = 60;
/** A charger that brings nothing in so long brings nothing. */
const USELESS_SECONDS = 900;

/**
 * Waits until a battery that is low has charged. Gives up early on one that does not charge.
 * @returns what is worth a line of the journal; null where the charge was enough, or is not known
 */
export async function chargeUp(
  phone: Chargeable,
  launch: string,
): Promise<JournalBody<'harness.charge'> | null> {
  const first = await phone.percent();
  if (first === null || first >= ENOUGH_PERCENT) return null;
  let percent = first;
  for (let waited = 0; ; waited += POLL_SECONDS) {
    const isUseless = waited >= USELESS_SECONDS && percent <= first;
    const isOver = percent >= ENOUGH_PERCENT || isUseless || waited >= LIMIT_SECONDS;
    if (isOver) {
      const outcome = percent >= ENOUGH_PERCENT ? 'reached' : 'timed-out';
      return { type: 'harness.charge', launch, outcome, waitedMs: waited * 1000, percent };
    }
    await phone.wait(POLL_SECONDS);
    percent = (await phone.percent()) ?? percent;
  }
}
