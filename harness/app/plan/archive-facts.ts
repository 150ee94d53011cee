import type { ArchiveFacts, Profile } from '../../lab/doctor/phone.ts';
import { readProvisioningProfile } from '../../plist/provisioning-profile.ts';
import { readPlist } from '../../plist/read-plist.ts';
import { readAppEntries } from './app-package.ts';

const PROFILE = 'embedded.mobileprovision';
/** Mach-O of 64 bits, and of several processors. */
const MACH_O_64 = 0xfeedfacf;
const MACH_O_FAT = 0xcafebabe;
/** `CPU_TYPE_ARM64` */
const ARM64 = 0x0100000c;

/**
 * What an app archive says of where it can be installed; read without unpacking it.
 * @throws HeatsoakError as `readAppPackage`
 */
export async function readArchiveFacts(path: string): Promise<ArchiveFacts> {
  const { info, entry } = await readAppEntries(path);
  const values = readPlist(info);
  const profile = await entry(PROFILE);
  const executable = await entry(String(values['CFBundleExecutable'] ?? ''), MOST_HEADER_BYTES);
  const platforms = values['CFBundleSupportedPlatforms'];
  const isSimulator = Array.isArray(platforms) && platforms.includes('iPhoneSimulator');
  const minimumOs = values['MinimumOSVersion'];
  return {
    sharesFiles: values['UIFileSharingEnabled'] === true,
    minimumOs: typeof minimumOs === 'string' ? minimumOs : null,
    isForDevice: isSimulator ? false : executable && isArm64(executable),
    profile: profile && readProfile(profile),
  };
}

/** Enough for the processors that an executable names. */
const MOST_HEADER_BYTES = 4096;

/** Null where it is no executable of Apple's. */
function isArm64(bytes: Buffer): boolean | null {
  if (bytes.length < 8) return null;
  if (bytes.readUInt32LE(0) === MACH_O_64) return bytes.readUInt32LE(4) === ARM64;
  if (bytes.readUInt32BE(0) !== MACH_O_FAT) return null;
  const count = bytes.readUInt32BE(4);
  for (let i = 0, at = 8; i < count && at + 4 <= bytes.length; i++, at += 20)
    if (bytes.readUInt32BE(at) === ARM64) return true;
  return false;
}

const readProfile = (bytes: Buffer): Profile => readProvisioningProfile(bytes);
