import type { Check } from './check.ts';
import { bad, good } from './finding.ts';
import type { Host } from './host.ts';

/** npm leaves out optional packages without a word, and the driver then falls back to roads that no iPhone of today has. */
export const hostPackages: Check<Host> = {
  id: 'host.packages',
  says: 'the packages that reach a phone load',
  mend: 'npm ci --include=optional',
  after: [],
  asked: 'always',
  async examine(host) {
    const { remotexpc, hasTunnelDriver } = await host.packages();
    if (remotexpc === null)
      return bad('appium-ios-remotexpc, an optional package of the driver, does not load');
    if (!hasTunnelDriver)
      return host.platform === 'darwin' && host.architecture === 'x64'
        ? bad(
            'the tunnel has no network driver for Macs with an Intel processor',
            'connect the phones to a Mac with Apple silicon, or to Linux',
          )
        : bad(`the tunnel has no network driver for ${host.platform}-${host.architecture}`);
    return good(`appium-ios-remotexpc ${remotexpc}`);
  },
};
