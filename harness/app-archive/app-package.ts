import type { Dictionary } from '../plist/read-plist.ts';
import { archiveProblem } from './archive-problem.ts';

/** What an app archive says of itself. */
export interface AppPackage {
  readonly bundleId: string;
  /** CFBundleShortVersionString, as the app reports it; CFBundleVersion where there is none. */
  readonly version: string;
}

/** Letters, digits, hyphens and dots: it becomes a name of folders and an argument of commands. */
const BUNDLE_ID = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;

/** Who an app is, by its Info.plist. @throws HeatsoakError `APP_INFO_BROKEN`, naming the app's path */
export function appPackageIn(info: Dictionary, path: string): AppPackage {
  const bundleId = info['CFBundleIdentifier'];
  if (typeof bundleId !== 'string' || !BUNDLE_ID.test(bundleId))
    throw archiveProblem(
      'APP_INFO_BROKEN',
      path,
      'has an Info.plist without a CFBundleIdentifier that is one',
    );
  const version = info['CFBundleShortVersionString'] ?? info['CFBundleVersion'] ?? '';
  return { bundleId, version: String(version) };
}
