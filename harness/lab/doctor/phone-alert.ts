import type { Check } from './check.ts';
import { bad, good } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

export const phoneAlert: Check<ExaminedPhone> = {
  id: 'phone.alert',
  says: 'no alert is in front',
  mend: 'answer the alert on the phone',
  after: ['wda.starts'],
  asked: 'doctor',
  async examine(phone) {
    const words = await phone.agent.alert();
    return words === null ? good('nothing is') : bad(`"${words}"`);
  },
};
