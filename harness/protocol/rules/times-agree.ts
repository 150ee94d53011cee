import type { CheckedLaunch } from './checked-launch.ts';
import { clockUnit } from './clock-unit.ts';
import { isPhone } from './is-phone.ts';
import type { Rule } from './rule.ts';
import { saidBy } from './said-by.ts';
import { trialTimes } from './trial-times.ts';

export const timesAgree: Rule = {
  id: 'times-agree',
  says: 'on a phone the tokens of a trial fill the time from its first line to its last, and take no less than the engine counted',
  check(launch) {
    // A host has other work to do between two lines.
    if (!isPhone(launch) || launch.record.trials.length === 0 || isToldByAnother(launch)) return null;
    return saidBy(launch, 'times-disagree');
  },
};

const isToldByAnother = (launch: CheckedLaunch): boolean =>
  [clockUnit, trialTimes].some((rule) => (rule.check(launch) ?? []).length > 0);
