import { z } from 'zod';

/** A time at which the way to a phone broke. */
export const phoneLoss = z.strictObject({
  at: z.iso.datetime(),
  run: z.string(),
  /** Of its fault. */
  code: z.string(),
  /** Whether the run went on without the phone. */
  final: z.boolean(),
});
export type PhoneLoss = z.infer<typeof phoneLoss>;

/** Why a phone is left out of runs, and since when. */
export const quarantine = z.strictObject({ since: z.iso.datetime(), why: z.string() });
export type Quarantine = z.infer<typeof quarantine>;

/** Faults of the way to a phone: what an app, this host or another user did says nothing of the phone. */
const OF_THE_WAY: readonly string[] = [
  'TUNNEL_LOST',
  'SERVICE_MISSING',
  'AFC_LOST',
  'AFC_UNREACHABLE',
  'SESSION_REFUSED',
  'COMMAND_FAILED',
  'COMMAND_TIMED_OUT',
];
const DISCONNECTED = 'TUNNEL_LOST';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A phone that three runs had to do without in a day, or whose cable was out three times in an hour, needs somebody's hand. */
const MOST_LOST_A_DAY = 2;
const MOST_DISCONNECTS_AN_HOUR = 2;

/** Losses that may still count: older ones are forgotten. */
export const recentLosses = (losses: readonly PhoneLoss[], now: Date): PhoneLoss[] =>
  losses.filter(({ at }) => now.getTime() - Date.parse(at) < DAY_MS);

/** Whether a phone with these losses is left out of runs from now on; null: it is not. */
export function quarantineAfter(losses: readonly PhoneLoss[], now: Date): Quarantine | null {
  const ofTheWay = recentLosses(losses, now).filter(({ code }) => OF_THE_WAY.includes(code));
  const since = now.toISOString();
  const lost = ofTheWay.filter(({ final }) => final);
  if (lost.length > MOST_LOST_A_DAY)
    return {
      since,
      why: `lost in ${lost.length} sessions within 24 h, the last time by ${lost.at(-1)?.code}`,
    };
  const cut = ofTheWay.filter(({ code }) => code === DISCONNECTED).map(({ at }) => Date.parse(at));
  const inOneHour = Math.max(
    0,
    ...cut.map((end) => cut.filter((at) => at <= end && end - at < HOUR_MS).length),
  );
  return inOneHour > MOST_DISCONNECTS_AN_HOUR
    ? { since, why: `disconnected ${inOneHour} times within an hour` }
    : null;
}
