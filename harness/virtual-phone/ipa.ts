import { writeFile } from 'node:fs/promises';
import { build } from 'plist';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { type Dictionary, readPlist } from '../plist/read-plist.ts';
import { type StoredEntry, storedZip } from './stored-zip.ts';

/** The file inside an `.app` that names, for a virtual phone, what is planted in this build. */
export const PLANTED_EFFECTS_FILE = 'heatsoak-virtual.json';

/** It becomes a folder of the phone. */
const BUNDLE_ID = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;

/** What a phone reads out of an app archive. */
export interface IpaContent {
  readonly bundleId: string;
  readonly version: string;
  readonly name: string;
  /** The planted effects as the build carries them; validated by the physics. */
  readonly plantedEffects: unknown;
}

/** Writes a small stored archive that a virtual phone installs as it would a real one. */
export async function writeIpa(path: string, content: IpaContent): Promise<void> {
  const app = `Payload/${content.name.replaceAll(' ', '')}.app`;
  const info = {
    CFBundleIdentifier: content.bundleId,
    CFBundleVersion: content.version,
    CFBundleShortVersionString: content.version,
    CFBundleName: content.name,
    CFBundleExecutable: content.name,
    CFBundleSupportedPlatforms: ['iPhoneOS'],
    UIFileSharingEnabled: true,
  };
  await writeFile(
    path,
    storedZip([
      { name: `${app}/Info.plist`, bytes: Buffer.from(build(info)) },
      { name: `${app}/${PLANTED_EFFECTS_FILE}`, bytes: Buffer.from(JSON.stringify(content.plantedEffects)) },
    ]),
  );
}

/**
 * What the archive's entries say about the app.
 * @throws HeatsoakError `IPA_INVALID` when there is no `Payload/*.app/Info.plist` with a bundle id
 */
export function readIpaContent(entries: readonly StoredEntry[]): IpaContent {
  const info = entries.find((entry) => /^Payload\/[^/]+\.app\/Info\.plist$/.test(entry.name));
  if (!info) throw invalid('no Payload/*.app/Info.plist');
  const values = valuesIn(info.bytes);
  const bundleId = values['CFBundleIdentifier'];
  if (typeof bundleId !== 'string' || !BUNDLE_ID.test(bundleId))
    throw invalid('Info.plist has no CFBundleIdentifier that is one');
  const planted = entries.find((entry) => entry.name.endsWith(`.app/${PLANTED_EFFECTS_FILE}`));
  return {
    bundleId,
    version: String(values['CFBundleVersion'] ?? '0'),
    name: String(values['CFBundleName'] ?? bundleId),
    plantedEffects: planted ? JSON.parse(planted.bytes.toString('utf8')) : {},
  };
}

function valuesIn(bytes: Buffer): Dictionary {
  try {
    return readPlist(bytes);
  } catch (cause) {
    throw invalid(`its Info.plist cannot be read: ${messageOf(cause)}`);
  }
}

const invalid = (why: string): HeatsoakError =>
  new HeatsoakError('IPA_INVALID', `the app archive cannot be installed: ${why}`, {
    hint: 'build the .ipa again',
  });
