import type { Check } from './check.ts';
import { bad, good } from './finding.ts';
import type { Host } from './host.ts';

export const hostUsbmuxd: Check<Host> = {
  id: 'host.usbmuxd',
  says: 'usbmuxd, which finds phones on cables, answers',
  mend: 'sudo apt install usbmuxd && sudo systemctl restart usbmuxd',
  after: ['host.packages'],
  asked: 'always',
  ofHardware: true,
  async examine(host) {
    const mend = host.platform === 'darwin' ? 'restart the Mac: usbmuxd belongs to macOS' : undefined;
    try {
      const phones = await host.usbPhones();
      return good(`${phones.length} ${phones.length === 1 ? 'phone' : 'phones'}`);
    } catch (error) {
      return bad(`it does not answer: ${(error as Error).message}`, mend);
    }
  },
};
