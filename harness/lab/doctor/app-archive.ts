import type { Check } from './check.ts';
import { bad, type Finding, good, mild } from './finding.ts';
import type { ArchiveFacts, ExaminedBuild, ExaminedPhone } from './phone.ts';

/** What is wrong with an archive is said in a second here, and after minutes by the phone. */
export const appArchive: Check<ExaminedPhone> = {
  id: 'app.ipa',
  says: 'the apps can be installed on this phone',
  mend: 'build the app again, for a device, with this phone in its profile',
  after: [],
  asked: 'always',
  concerns: ({ builds }) => builds.length > 0,
  async examine(phone) {
    const ids = new Set<string>();
    for (const build of phone.builds) {
      const archive = await build.archive();
      const problem = problemOf(archive, build, phone);
      if (problem) return problem;
      const id = archive.profile?.entitlements['application-identifier'];
      if (typeof id === 'string') ids.add(id.replace(build.bundleId, ''));
    }
    // An upgrade in place of another team's app is refused with MismatchedApplicationIdentifierEntitlement.
    if (ids.size > 1) return bad('they are signed by different teams', 'sign both builds with one team');
    return good(phone.builds.map(({ name }) => name).join(', '));
  },
};

function problemOf(
  archive: ArchiveFacts,
  { name, bundleId }: ExaminedBuild,
  phone: ExaminedPhone,
): Finding | null {
  const { sharesFiles, minimumOs, isForDevice, profile } = archive;
  const { os, udid } = phone.expected;
  if (!sharesFiles)
    return bad(`${name} has no UIFileSharingEnabled`, 'add UIFileSharingEnabled to its Info.plist');
  if (minimumOs !== null && isNewer(minimumOs, os))
    return bad(
      `${name} wants iOS ${minimumOs}, the phone has ${os}`,
      'lower MinimumOSVersion, or update the phone',
    );
  if (isForDevice === false) return bad(`${name} is built for a simulator`, 'build it for a device: arm64');
  if (profile === null) return phone.expected.isVirtual ? null : mild(`${name} has no provisioning profile`);
  if (profile.udids !== null && !profile.udids.includes(udid))
    return bad(
      `the profile of ${name} does not name this phone`,
      `register ${udid} with the team, and sign ${bundleId} again`,
    );
  if (profile.expiresAt <= phone.now())
    return bad(`the profile of ${name} has ended`, `sign ${bundleId} again`);
  return null;
}

/** Of versions such as `18.2`. */
function isNewer(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
