import { stat } from 'node:fs/promises';
import type { AppArchive } from '../app-archive/app-archive.ts';
import { appPackageIn } from '../app-archive/app-package.ts';
import { infoOf, partOf, withApp } from '../app-archive/open-app.ts';
import { type Executable, readExecutable } from '../app-archive/read-executable.ts';
import type { ProvisioningProfile } from '../plist/provisioning-profile.ts';
import type { Dictionary } from '../plist/read-plist.ts';
import { shortUdid } from '../words/short-udid.ts';
import { type BuildInspection, buildInspection } from './build-inspection.ts';
import { lacksOf } from './build-lacks.ts';
import { PROFILE, profileIn } from './plan/archive-facts.ts';
import { commitIn } from './plan/must-be-the-app.ts';

export interface InspectBuildOptions {
  /** Shows the udids of a profile whole; default: shortened. */
  readonly udids?: boolean | undefined;
  /** By which a profile has ended or not; default: now. */
  readonly now?: Date | undefined;
}

/**
 * Reads an `.ipa`, the ZIP of an `.app` or an `.app` folder without unpacking it, and says what a measured build needs and it lacks.
 * @throws HeatsoakError of kind usage, naming the file
 */
export const inspectBuild = (path: string, options: InspectBuildOptions = {}): Promise<BuildInspection> =>
  withApp(path, async (app) => {
    const info = await infoOf(app);
    const executable = await readExecutable(app, String(info['CFBundleExecutable'] ?? ''));
    const profile = await partOf(app, PROFILE);
    const sizes = await sizesOf(app);
    const found = {
      ...{ path, kind: app.kind, appName: app.appName, ...appPackageIn(info, path) },
      ...{ buildNumber: textOf(info['CFBundleVersion']), minimumOs: textOf(info['MinimumOSVersion']) },
      ...{ commit: commitIn(info), sharesFiles: info['UIFileSharingEnabled'] === true },
      urlSchemes: urlSchemesIn(info),
      executable: executable && {
        ...{ name: executable.name, sizeBytes: executable.sizeBytes },
        slices: executable.slices?.map(({ signature: _, ...slice }) => slice) ?? null,
      },
      signature: executable?.signature ?? null,
      profile: profile && shown(profileIn(profile, path), options.udids === true),
      ...{ sizes, limits: limitsOf(sizes.unpackedBytes, executable) },
    };
    // Dates and bytes of entitlements as the document has them.
    const plain = JSON.parse(JSON.stringify(found)) as Omit<BuildInspection, 'lacks'>;
    return buildInspection.parse({ ...plain, lacks: lacksOf(plain, options.now ?? new Date()) });
  });

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function urlSchemesIn(info: Dictionary): string[] {
  const types = info['CFBundleURLTypes'];
  return (Array.isArray(types) ? types : []).flatMap((type: unknown) => {
    const schemes = (type as { CFBundleURLSchemes?: unknown } | null)?.CFBundleURLSchemes;
    return Array.isArray(schemes) ? schemes.filter((scheme) => typeof scheme === 'string') : [];
  });
}

const shown = (profile: ProvisioningProfile, isWhole: boolean) => {
  const { name, kind, teamId, appId, expiresAt, udids, entitlements } = profile;
  const devices = udids?.map((udid) => (isWhole ? udid : shortUdid(udid))) ?? null;
  return { name, kind, teamId, appId, expiresAt, devices, entitlements };
};

async function sizesOf({ kind, path, files }: AppArchive): Promise<BuildInspection['sizes']> {
  const sum = (of: (file: AppArchive['files'][number]) => number): number =>
    files.reduce((total, file) => total + of(file), 0);
  const unpackedBytes = sum(({ sizeBytes }) => sizeBytes);
  const storedBytes = kind === 'app folder' ? unpackedBytes : (await stat(path)).size;
  return { storedBytes, unpackedBytes, files: files.length };
}

/** "Maximum build file sizes", read 2026; its megabytes are taken as the smaller ones, of 10^6. */
const SIZES_PAGE = 'https://developer.apple.com/help/app-store-connect/reference/maximum-build-file-sizes';
const MOST_UNPACKED_BYTES = 4e9;
const MOST_TEXT_BYTES = 500e6;

function limitsOf(unpackedBytes: number, executable: Executable | null): BuildInspection['limits'] {
  const textBytes = (executable?.slices ?? []).reduce((total, slice) => total + slice.textBytes, 0);
  const limit = (what: string, bytes: number, limitBytes: number) => ({
    ...{ what, bytes, limitBytes, keeps: bytes <= limitBytes },
    source: SIZES_PAGE,
  });
  return [
    limit('the app, unpacked', unpackedBytes, MOST_UNPACKED_BYTES),
    limit('__TEXT of its program', textBytes, MOST_TEXT_BYTES),
  ];
}
