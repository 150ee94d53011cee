import { profileFor } from '../../plist/provisioning-profile.ts';
import type { Check } from './check.ts';
import { bad, type Finding, good, mild, notAsked } from './finding.ts';
import type { ExaminedPhone, Profile } from './phone.ts';

const DAY_MS = 86_400_000;
const LEAST_DAYS = 1;
const FEW_DAYS = 7;

/** A profile of a free account lasts a week, and ends in the middle of a night. */
export const wdaProfile: Check<ExaminedPhone> = {
  id: 'wda.profile',
  says: 'WebDriverAgent and the apps are signed for a week or more',
  mend: 'sign them again: ios/prepare.sh on a Mac (profiles of a free account last 7 days)',
  after: ['tunnel.alive'],
  asked: 'always',
  async examine(phone) {
    const runners = await phone.runners();
    const ids = [...runners, ...phone.builds.map(({ bundleId }) => bundleId)];
    const profiles = await phone.profiles();
    const needed = ids.flatMap((id) => profileFor(id, profiles) ?? []);
    const first = needed.sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime())[0];
    if (first) return byDaysLeft(first, (first.expiresAt.getTime() - phone.now().getTime()) / DAY_MS);
    // Profiles come with what is signed by them.
    return profiles.length === 0 && runners.length > 0
      ? bad('the phone has no provisioning profile')
      : notAsked(`none of its ${profiles.length} profiles is of WebDriverAgent or an app`);
  },
};

function byDaysLeft({ name }: Profile, days: number): Finding {
  if (days <= 0) return bad(`${name} has ended`);
  const left = days < 2 ? `${Math.floor(days * 24)} hours` : `${Math.floor(days)} days`;
  if (days < LEAST_DAYS) return bad(`${name} ends in ${left}`);
  return days < FEW_DAYS ? mild(`${name} ends in ${left}`) : good(`${left} left`);
}
