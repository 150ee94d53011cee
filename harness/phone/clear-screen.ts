import type { ErrorCode } from '../errors/codes.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { shortUdid } from '../words/short-udid.ts';

/** What may lie in front of an app that is to be launched, and how it is taken away. */
export interface Screen {
  isLocked(): Promise<boolean>;
  unlock(): Promise<void>;
  /** Labels of the buttons of an alert in front; null without one. */
  alert(): Promise<readonly string[] | null>;
  dismiss(): Promise<void>;
}

/** Something that lay in front, and is gone now. */
export interface Cleared {
  readonly code: ErrorCode;
  readonly message: string;
}

/** iOS may have asked for several things while nobody looked. */
const MOST_ALERTS = 3;

/**
 * Unlocks a phone and dismisses the alerts in front of it: behind either no app comes to the foreground.
 * @throws HeatsoakError `PHONE_LOCKED` where only a person can unlock it, `ALERT_IN_FRONT` where one does not go away
 */
export async function clearScreen(screen: Screen, udid: string): Promise<readonly Cleared[]> {
  return [...(await unlocked(screen, udid)), ...(await withoutAlerts(screen, udid))];
}

async function unlocked(screen: Screen, udid: string): Promise<Cleared[]> {
  if (!(await screen.isLocked())) return [];
  await screen.unlock();
  if (await screen.isLocked())
    throw new HeatsoakError(
      'PHONE_LOCKED',
      `phone ${shortUdid(udid)} is locked, and only its passcode opens it`,
      {
        hint: 'unlock it; then Face ID & Passcode › Turn Passcode Off, and Display & Brightness › Auto-Lock › Never',
      },
    );
  return [{ code: 'PHONE_LOCKED', message: `phone ${shortUdid(udid)} was locked; it was unlocked` }];
}

async function withoutAlerts(screen: Screen, udid: string): Promise<Cleared[]> {
  const cleared: Cleared[] = [];
  for (;;) {
    const buttons = await screen.alert();
    if (buttons === null) return cleared;
    const said = buttons.map((label) => `"${label}"`).join(', ');
    if (cleared.length === MOST_ALERTS)
      throw new HeatsoakError(
        'ALERT_IN_FRONT',
        `an alert stays in front on phone ${shortUdid(udid)}: ${said}`,
        {
          hint: 'answer it on the phone',
        },
      );
    await screen.dismiss();
    cleared.push({
      code: 'ALERT_IN_FRONT',
      message: `an alert was dismissed on phone ${shortUdid(udid)}: ${said}`,
    });
  }
}
