import type { Check } from './check.ts';
import { bad, good } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

export const phoneTrust: Check<ExaminedPhone> = {
  id: 'phone.trust',
  says: 'the phone trusts this host',
  mend: 'idevicepair pair, then unlock the phone and tap Trust',
  after: ['phone.cable'],
  asked: 'always',
  ofHardware: true,
  async examine({ host, expected }) {
    if (await host.hasPairRecord(expected.udid)) return good('there is a pair record');
    const mend = 'unlock the phone, unplug it, plug it in, and tap Trust';
    return bad('there is no pair record', host.platform === 'darwin' ? mend : undefined);
  },
};
