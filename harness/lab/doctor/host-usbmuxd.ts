import type { Check } from './check.ts';
import { bad, good } from './finding.ts';
import type { Host } from './host.ts';

/** What brings usbmuxd back on a host of this platform, as Node names it. */
export function usbmuxdMend(platform: string): string {
  if (platform === 'darwin') return 'restart the Mac: usbmuxd belongs to macOS';
  return 'sudo apt install usbmuxd && sudo systemctl restart usbmuxd';
}

export const hostUsbmuxd: Check<Host> = {
  id: 'host.usbmuxd',
  says: 'usbmuxd, which finds phones on cables, answers',
  mend: usbmuxdMend('linux'),
  after: ['host.packages'],
  asked: 'always',
  ofHardware: true,
  async examine(host) {
    try {
      const phones = await host.usbPhones();
      return good(`${phones.length} ${phones.length === 1 ? 'phone' : 'phones'}`);
    } catch (error) {
      return bad(`it does not answer: ${(error as Error).message}`, usbmuxdMend(host.platform));
    }
  },
};
