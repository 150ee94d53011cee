import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/** What the doctor learns of the packages that drive phones. */
export interface DriverPackages {
  /** Version of appium-ios-remotexpc; null: it does not load. */
  readonly remotexpc: string | null;
  readonly hasTunnelDriver: boolean;
  /** Versions by package name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What appium-ios-remotexpc gives that is used here. */
export interface RemoteXpc {
  createUsbmux(options?: { readonly socketPath?: string; readonly timeout?: number }): Promise<Usbmux>;
}

export interface Usbmux {
  listDevices(
    timeoutMs?: number,
  ): Promise<
    readonly { readonly Properties: { readonly SerialNumber: string; readonly ConnectionType: string } }[]
  >;
  readPairRecord(udid: string, timeoutMs?: number): Promise<unknown>;
  close(): Promise<void>;
}

/** The package.json of Appium, of the driver, or of a package that the driver brings. @throws Error where it is not there */
export function driverPackage(name: string): string {
  const driver = require.resolve('appium-xcuitest-driver/package.json');
  if (name === 'appium-xcuitest-driver') return driver;
  // The driver's packages name no package.json among their exports: it is looked for where Node would.
  const folders = createRequire(driver).resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, 'package.json')).find(existsSync);
  if (found) return found;
  throw new Error(`${name} is not installed`);
}

/** A program that comes with the driver, such as `tunnel-creation`: for Node, without `appium` on the PATH. */
export const driverProgram = (name: string): string =>
  join(dirname(driverPackage('appium-xcuitest-driver')), 'scripts', `${name}.mjs`);

/** Asks what is installed; `loaded`, which takes a second, also whether it loads. */
export async function driverPackages(how: 'installed' | 'loaded'): Promise<DriverPackages> {
  const loads =
    how === 'installed' ||
    (await remoteXpc().then(
      () => true,
      () => false,
    ));
  return {
    remotexpc: loads ? versionOf('appium-ios-remotexpc') : null,
    hasTunnelDriver: hasPrebuild(),
    versions: Object.fromEntries(
      ['appium', 'appium-xcuitest-driver', 'appium-webdriveragent'].flatMap((name) => {
        const version = versionOf(name);
        return version === null ? [] : [[name, version]];
      }),
    ),
  };
}

/** The library with which the driver reaches phones. @throws Error where it is not there, or does not load */
export async function remoteXpc(): Promise<RemoteXpc> {
  // It writes to stdout what it meets, and stdout may be a document.
  process.env['APPIUM_IOS_REMOTEXPC_LOG_LEVEL'] ??= 'silent';
  const at = driverPackage('appium-ios-remotexpc');
  const { exports } = JSON.parse(readFileSync(at, 'utf8')) as { exports: { '.': { import: string } } };
  return (await import(pathToFileURL(join(dirname(at), exports['.'].import)).href)) as RemoteXpc;
}

/** Of the network interface's native part; npm builds none where a lab forbids install scripts. */
function hasPrebuild(): boolean {
  try {
    const folder = join(dirname(driverPackage('appium-ios-tuntap')), 'prebuilds');
    return existsSync(join(folder, `${process.platform}-${process.arch}`));
  } catch {
    return false;
  }
}

function versionOf(name: string): string | null {
  try {
    return (JSON.parse(readFileSync(driverPackage(name), 'utf8')) as { version: string }).version;
  } catch {
    return null;
  }
}
