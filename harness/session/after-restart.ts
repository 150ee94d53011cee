import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { SessionContext } from './session-context.ts';
import { faultOf } from './session-log.ts';

/** What iOS does after it has started, such as indexing, heats a phone for minutes. */
const SETTLE_SECONDS = 600;

/**
 * Asks a phone that was opened which boot it is in. Where that is another one than before, the journal says so between the launches of
 * its block, and the phone is left alone until it is at rest.
 * @param before its boot when it was opened last; null where that is not known
 * @returns the boot it is in now; null where it does not say
 */
export async function settleAfterRestart(
  { phone, slot, log, report, planned }: SessionContext,
  before: string | null,
): Promise<string | null> {
  const now = await phone.bootSession().catch(() => null);
  if (now === null || before === null || now === before) return now ?? before;
  const { name } = planned.device;
  const message = `${name} has started anew: it is left alone for ${SETTLE_SECONDS / 60} minutes`;
  await log.append(faultOf(new HeatsoakError('PHONE_RESTARTED', message)));
  report.step(`${name} has started anew: waiting until it is at rest`);
  await slot.wait(SETTLE_SECONDS);
  return now;
}
