import type { Check } from './check.ts';
import { bad, good } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

export const phoneCable: Check<ExaminedPhone> = {
  id: 'phone.cable',
  says: 'the phone is on a cable',
  mend: 'plug the phone in, without a hub, and unlock it once',
  after: ['host.usbmuxd'],
  asked: 'always',
  ofHardware: true,
  async examine({ host, expected }) {
    const listed = (await host.usbPhones()).filter(({ udid }) => udid === expected.udid);
    if (listed.length === 0) return bad('usbmuxd does not list it');
    if (listed.some(({ connection }) => connection === 'USB')) return good('USB');
    return bad(
      'it is reached over Wi-Fi alone',
      'plug the cable in; in Finder switch off "Show this iPhone when on Wi-Fi"',
    );
  },
};
