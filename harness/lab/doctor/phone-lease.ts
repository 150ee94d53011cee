import type { Check } from './check.ts';
import { bad, good, mild } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

/** First of all that touches the phone: a question in the middle of a run would be measured by it. */
export const phoneLease: Check<ExaminedPhone> = {
  id: 'phone.lease',
  says: 'nobody else drives the phone',
  mend: 'wait for that run, or stop it',
  after: [],
  asked: 'always',
  async examine(phone) {
    const holder = await phone.holder();
    if (holder !== null) return bad(holder);
    const agent = await phone.agent.status();
    if (agent?.session)
      // A run that was killed leaves its session open, and looks the same.
      return mild(
        `somebody has the session ${agent.session} of WebDriverAgent open`,
        'end that session: close Appium Inspector, or stop the other test',
      );
    return good('nobody does');
  },
};
