import type { Check } from './check.ts';
import { bad, good } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

export const phoneDevmode: Check<ExaminedPhone> = {
  id: 'phone.devmode',
  says: 'Developer Mode is on',
  mend: 'on the phone: Settings › Privacy & Security › Developer Mode',
  after: ['tunnel.alive'],
  asked: 'always',
  examine: async (phone) => ((await phone.isDeveloperModeOn()) ? good('on') : bad('it is off')),
};
