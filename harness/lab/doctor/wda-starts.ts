import { messageOf } from '../../errors/heatsoak-error.ts';
import type { Check } from './check.ts';
import { bad, good, mild } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

const DRIVER_PACKAGE = 'appium-webdriveragent';

export const wdaStarts: Check<ExaminedPhone> = {
  id: 'wda.starts',
  says: 'WebDriverAgent starts, in the version of the driver',
  mend: 'on the phone: Settings › General › VPN & Device Management, trust the developer; unlock it, switch the passcode off',
  after: ['host.packages', 'wda.installed', 'wda.profile', 'phone.image'],
  asked: 'doctor',
  limitSeconds: 150,
  async examine(phone) {
    try {
      const { version } = await phone.agent.start();
      const wanted = (await phone.host.packages()).versions[DRIVER_PACKAGE];
      if (version === null || wanted === undefined) return good('it starts');
      if (version === wanted) return good(`version ${version}`);
      return mild(
        `it is version ${version}, the driver has ${wanted}`,
        'build and install it again: ios/prepare.sh on a Mac',
      );
    } catch (error) {
      return bad(`it does not start: ${messageOf(error)}`);
    }
  },
};
