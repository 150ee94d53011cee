import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { shortUdid } from '../words/short-udid.ts';
import { INSTALL_LIMIT_MS } from './capabilities.ts';
import { within } from './within.ts';

/** Longest waits of single commands, ms: a phone in trouble must not hold its run for a quarter of an hour a command. */
const limits: Readonly<Record<string, number>> = {
  session: 600_000,
  installApp: INSTALL_LIMIT_MS,
  launchApp: 180_000,
  deleteSession: 120_000,
};
/** A request to WebDriverAgent, which the driver itself gives a minute. */
const USUAL_LIMIT_MS = 90_000;

export const limitOf = (command: string): number => limits[command] ?? USUAL_LIMIT_MS;

/** What a command brings, within its limit. @throws HeatsoakError `COMMAND_TIMED_OUT` */
export async function withinLimit<T>(
  command: string,
  udid: string,
  work: Promise<T>,
  limitMs = limitOf(command),
): Promise<T> {
  return within(
    work,
    limitMs,
    () =>
      new HeatsoakError(
        'COMMAND_TIMED_OUT',
        `${command} on phone ${shortUdid(udid)} got no answer within ${limitMs / 1000} s`,
      ),
  );
}
