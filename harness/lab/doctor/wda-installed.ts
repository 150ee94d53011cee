import type { Check } from './check.ts';
import { bad, good, mild } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

/** Asked before any session: the driver removes every runner but the one it expects. */
export const wdaInstalled: Check<ExaminedPhone> = {
  id: 'wda.installed',
  says: 'the WebDriverAgent of devices.json is installed, and no other',
  mend: 'ios/prepare.sh on a Mac, then: xcrun devicectl device install app --device UDID ios/build/WebDriverAgentRunner-Runner.app',
  after: ['tunnel.alive'],
  asked: 'always',
  concerns: ({ expected }) => expected.webDriverAgent !== null,
  async examine(phone) {
    const { webDriverAgent: wanted, spareAgent } = phone.expected;
    const [only, ...others] = await phone.runners();
    if (only === undefined && spareAgent !== undefined)
      return mild('there is none', `nothing: the next session puts ${spareAgent} on the phone`);
    if (only === undefined) return bad('there is none');
    if (others.length > 0)
      return bad(
        `there are ${others.length + 1}: ${[only, ...others].join(' and ')}`,
        'delete all but one on the phone, and name that one as webDriverAgentBundleId in devices.json',
      );
    if (only === wanted) return good(only);
    const id = only.replace(/\.xctrunner$/, '');
    const mend = `"webDriverAgentBundleId": "${id}" in devices.json`;
    return bad(`installed is ${only}, devices.json names ${wanted}: the driver would remove it`, mend);
  },
};
