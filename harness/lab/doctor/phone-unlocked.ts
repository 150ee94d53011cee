import type { Check } from './check.ts';
import { bad, good } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

/** Longer than the one minute that Auto-Lock has at most but "Never" or a few choices. */
const LONGER_THAN_AUTO_LOCK_SECONDS = 70;

export const phoneUnlocked: Check<ExaminedPhone> = {
  id: 'phone.unlocked',
  says: 'the phone is not locked',
  mend: 'on the phone: Display & Brightness › Auto-Lock › Never, and Face ID & Passcode › Turn Passcode Off',
  after: ['wda.starts'],
  asked: 'doctor',
  examine: async (phone) => ((await isLocked(phone)) ? bad('it is locked') : good('it is unlocked')),
};

/** The same after a minute without a touch. */
export const phoneStaysUnlocked: Check<ExaminedPhone> = {
  ...phoneUnlocked,
  id: 'phone.stays-unlocked',
  says: 'the phone stays unlocked',
  after: ['wda.starts', 'phone.unlocked'],
  asked: 'long',
  limitSeconds: LONGER_THAN_AUTO_LOCK_SECONDS + 20,
  async examine(phone) {
    await phone.wait(LONGER_THAN_AUTO_LOCK_SECONDS);
    return (await isLocked(phone)) ? bad('it locked itself within 70 s') : good('after 70 s, too');
  },
};

/** Lockdown says so where a passcode is set; WebDriverAgent also where none is. */
const isLocked = async (phone: ExaminedPhone): Promise<boolean> =>
  (await phone.lockdown('PasswordProtected')) === true || (await phone.agent.isLocked());
