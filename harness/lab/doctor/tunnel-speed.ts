import type { Check } from './check.ts';
import { good, mild } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

/** Its second half is timed: the first megabytes of a connection are slow on every phone. */
const SENT_BYTES = 32 << 20;
const LEAST_MIB_PER_SECOND = 10;

export const tunnelSpeed: Check<ExaminedPhone> = {
  id: 'tunnel.speed',
  says: `models are sent at ${LEAST_MIB_PER_SECOND} MiB/s or more`,
  mend: 'take another cable or port, without a hub',
  after: ['tunnel.alive'],
  asked: 'long',
  limitSeconds: 120,
  async examine(phone) {
    const mib = (await phone.sendingSpeed(SENT_BYTES)) / 2 ** 20;
    const says = `${mib.toFixed(mib < 10 ? 1 : 0)} MiB/s`;
    return mib >= LEAST_MIB_PER_SECOND ? good(says) : mild(says);
  },
};
