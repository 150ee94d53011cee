import { archiveProblem } from '../../app-archive/archive-problem.ts';
import { infoOf, partOf, withApp } from '../../app-archive/open-app.ts';
import { isForPhones, readExecutable } from '../../app-archive/read-executable.ts';
import { messageOf } from '../../errors/heatsoak-error.ts';
import type { ArchiveFacts } from '../../lab/doctor/phone.ts';
import { type ProvisioningProfile, readProvisioningProfile } from '../../plist/provisioning-profile.ts';

export const PROFILE = 'embedded.mobileprovision';

/**
 * What an app archive says of where it can be installed; read without unpacking it.
 * @throws HeatsoakError as `withApp`, and `APP_INFO_BROKEN`
 */
export const readArchiveFacts = (path: string): Promise<ArchiveFacts> =>
  withApp(path, async (app) => {
    const info = await infoOf(app);
    const profile = await partOf(app, PROFILE);
    const executable = await readExecutable(app, String(info['CFBundleExecutable'] ?? ''));
    const platforms = info['CFBundleSupportedPlatforms'];
    const isSimulator = Array.isArray(platforms) && platforms.includes('iPhoneSimulator');
    const minimumOs = info['MinimumOSVersion'];
    return {
      sharesFiles: info['UIFileSharingEnabled'] === true,
      minimumOs: typeof minimumOs === 'string' ? minimumOs : null,
      isForDevice: isSimulator ? false : (executable?.slices?.some(isForPhones) ?? null),
      entitlements: executable?.signature?.entitlements ?? null,
      profile: profile && profileIn(profile, path),
    };
  });

/** @throws HeatsoakError `APP_INFO_BROKEN`, naming the app's path */
export function profileIn(bytes: Buffer, path: string): ProvisioningProfile {
  try {
    return readProvisioningProfile(bytes);
  } catch (cause) {
    throw archiveProblem('APP_INFO_BROKEN', path, `has an unreadable ${PROFILE}: ${messageOf(cause)}`, cause);
  }
}
