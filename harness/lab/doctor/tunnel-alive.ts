import { messageOf } from '../../errors/heatsoak-error.ts';
import type { Check } from './check.ts';
import { bad, good } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

/** A registry lists a phone also after its tunnel died: silence is the finding here, and not a question without an answer. */
export const tunnelAlive: Check<ExaminedPhone> = {
  id: 'tunnel.alive',
  says: 'the phone answers through the tunnel',
  mend: 'restart the tunnel: heatsoak tunnel',
  after: ['tunnel.phone'],
  asked: 'always',
  async examine(phone) {
    try {
      const version = await versionOf(phone);
      if (typeof version === 'string') return good(`iOS ${version}`);
      return bad('what answers there is no iPhone');
    } catch (error) {
      return bad(
        `the phone is listed, and does not answer: ${messageOf(error)}`,
        `restart the tunnel: ${phone.host.tunnelLine}`,
      );
    }
  },
};

/** Asked twice: a host or a phone that is busy for a moment is not dead. */
const versionOf = (phone: ExaminedPhone): Promise<unknown> => {
  const ask = (): Promise<unknown> => phone.lockdown('ProductVersion');
  return ask().catch(ask);
};
