import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { profileFor } from '../plist/provisioning-profile.ts';
import { askProfiles } from './examined/phone-questions.ts';
import { tunnelTo } from './tunnel-registry.ts';

/** What iOS refuses when the profile of an app has ended, in the words in which it refuses a wrong signature too. */
const mayHaveEnded: readonly string[] = ['APP_NOT_TRUSTED', 'INSTALL_REFUSED', 'SESSION_REFUSED'];

/**
 * Why an app was refused: the phone is asked whether the profile that it is signed with has ended, as iOS does not say so.
 * @param bundleId of the app, or of WebDriverAgent
 * @returns `PROFILE_EXPIRED`, or the error as it was, where the profile lasts or the phone does not tell
 */
export async function unlessProfileEnded(
  error: unknown,
  { registryPort, udid, bundleId }: { registryPort: number; udid: string; bundleId: string },
): Promise<unknown> {
  if (!(error instanceof HeatsoakError) || !mayHaveEnded.includes(error.code)) return error;
  const entry = await tunnelTo(registryPort, udid).catch(() => null);
  const profiles = entry === null ? [] : await askProfiles(entry).catch(() => []);
  const profile = profileFor(bundleId, profiles);
  if (!profile || profile.expiresAt.getTime() > Date.now()) return error;
  const day = profile.expiresAt.toISOString().slice(0, 10);
  return new HeatsoakError(
    'PROFILE_EXPIRED',
    `the profile "${profile.name}" of ${bundleId} has ended on ${day} (${error.message})`,
    { cause: error },
  );
}
