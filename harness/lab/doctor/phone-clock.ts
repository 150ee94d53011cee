import type { Check } from './check.ts';
import { good, mild, unanswered } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

const MOST_SECONDS = 5;

export const phoneClock: Check<ExaminedPhone> = {
  id: 'phone.clock',
  says: `its clock is within ${MOST_SECONDS} s of this host's`,
  mend: 'on the phone: Settings › General › Date & Time › Set Automatically',
  after: ['tunnel.alive'],
  asked: 'always',
  async examine(phone) {
    const seconds = await phone.lockdown('TimeIntervalSince1970');
    if (typeof seconds !== 'number') return unanswered('the phone does not tell its time');
    const skew = seconds - phone.now().getTime() / 1000;
    const says = `${Math.abs(skew).toFixed(1)} s ${skew < 0 ? 'behind' : 'ahead'}`;
    return Math.abs(skew) < MOST_SECONDS ? good(says) : mild(says);
  },
};
