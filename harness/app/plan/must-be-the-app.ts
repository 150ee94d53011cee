import type { AppArchive } from '../../app-archive/app-archive.ts';
import { appPackageIn } from '../../app-archive/app-package.ts';
import { infoOf, withApp } from '../../app-archive/open-app.ts';
import { readExecutable } from '../../app-archive/read-executable.ts';
import type { ErrorCode } from '../../errors/codes.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { BuildFile } from '../../experiment/build-file.ts';
import type { Dictionary } from '../../plist/read-plist.ts';

/** Info.plist may name the commit that the app was built from. */
const COMMIT_KEY = 'HeatsoakCommit';

type Claimed = Pick<BuildFile, 'bundleId' | 'version' | 'commit' | 'entitlements'>;

/**
 * Holds what build.json says of its app against the archive. The phone would refuse another id only after a minute of deployment;
 * the log of an app that says another version than was planned does not count; and one that lost an entitlement dies at half of
 * its memory.
 * @returns the commit that the app says it was built from; null where it says none
 * @throws HeatsoakError `BUNDLE_ID_DIFFERS`, `APP_VERSION_DIFFERS`, `APP_COMMIT_DIFFERS`, `APP_ENTITLEMENTS_DIFFER`, with both values
 */
export const mustBeTheApp = (path: string, claimed: Claimed, buildPath: string): Promise<string | null> =>
  withApp(path, async (app) => {
    const info = await infoOf(app);
    const { bundleId, version } = appPackageIn(info, path);
    const differs = (code: ErrorCode, field: keyof Claimed, found: string, says: string): HeatsoakError =>
      new HeatsoakError(code, `${path} is ${found}, ${buildPath} says ${says}`, {
        where: `${buildPath} $.${field}`,
        hint: `set "${field}": "${found.replace(/^version /, '')}", or name the archive that is meant`,
      });
    if (bundleId !== claimed.bundleId)
      throw differs('BUNDLE_ID_DIFFERS', 'bundleId', bundleId, claimed.bundleId);
    if (version !== claimed.version)
      throw differs('APP_VERSION_DIFFERS', 'version', `version ${version}`, claimed.version);
    const built = commitIn(info);
    if (built !== null && claimed.commit !== undefined && !isSameCommit(built, claimed.commit))
      throw differs('APP_COMMIT_DIFFERS', 'commit', built, claimed.commit);
    await mustBeSignedWith(app, info, claimed.entitlements ?? [], buildPath);
    return built;
  });

/** Of the source that an app was built from; null: its Info.plist does not say. */
export const commitIn = (info: Dictionary): string | null => {
  const commit = info[COMMIT_KEY];
  return typeof commit === 'string' && commit !== '' ? commit : null;
};

/** One may be the other's beginning: people write seven digits of forty. */
function isSameCommit(a: string, b: string): boolean {
  const [short, long] = [a.toLowerCase(), b.toLowerCase()].sort((x, y) => x.length - y.length);
  return short !== undefined && long?.startsWith(short) === true;
}

/** What is not signed, such as the app of a virtual phone, says nothing of entitlements. */
async function mustBeSignedWith(
  app: AppArchive,
  info: Dictionary,
  declared: readonly string[],
  buildPath: string,
): Promise<void> {
  if (declared.length === 0) return;
  const { signature } = (await readExecutable(app, String(info['CFBundleExecutable'] ?? ''))) ?? {};
  if (!signature) return;
  const signed = Object.entries(signature.entitlements ?? {}).flatMap(([key, on]) =>
    on === false ? [] : [key],
  );
  if (declared.every((key) => signed.includes(key))) return;
  throw new HeatsoakError(
    'APP_ENTITLEMENTS_DIFFER',
    `${app.path} is signed with ${signed.sort().join(', ') || 'no entitlements'}; ${buildPath} says ${declared.join(', ')}`,
    { where: `${buildPath} $.entitlements` },
  );
}
