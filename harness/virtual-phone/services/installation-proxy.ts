import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join, posix } from 'node:path';
import { messageOf } from '../../errors/heatsoak-error.ts';
import type { InstalledApp } from '../container.ts';
import { readIpaContent } from '../ipa.ts';
import { RUNNER_NAME } from '../phone-processes.ts';
import { readStoredZip } from '../stored-zip.ts';
import { type Message, sendPlist, takePlist } from './plist-frame.ts';
import type { PhoneState, Service } from './service.ts';

/** `com.apple.mobile.installation_proxy`: browse, look up, install, uninstall. */
export const installationProxy: Service = async (socket, reader, phone) => {
  for (let message = await takePlist(reader); message; message = await takePlist(reader)) {
    const command = String(message['Command']);
    phone.record('installation_proxy', command);
    if (command === 'Browse') browse(socket, phone);
    else if (command === 'Lookup') lookup(socket, phone, message);
    else if (command === 'Uninstall')
      await uninstall(socket, phone, String(message['ApplicationIdentifier']));
    else await install(socket, phone, String(message['PackagePath']));
  }
};

function browse(socket: Socket, phone: PhoneState): void {
  const apps = [
    ...phone.apps.all().map((app) => appInfo(app, phone)),
    ...phone.condition.runners.map((bundleId) => runnerInfo(bundleId, phone)),
  ];
  sendPlist(socket, { Status: 'BrowsingApplications', CurrentAmount: apps.length, CurrentList: apps });
  sendPlist(socket, { Status: 'Complete' });
}

function lookup(socket: Socket, phone: PhoneState, message: Message): void {
  const options = (message['ClientOptions'] ?? {}) as { BundleIDs?: string[] };
  const found = (options.BundleIDs ?? []).flatMap((bundleId) => phone.apps.find(bundleId) ?? []);
  const result = Object.fromEntries(found.map((app) => [app.bundleId, appInfo(app, phone)]));
  sendPlist(socket, { Status: 'Complete', LookupResult: result });
}

async function uninstall(socket: Socket, phone: PhoneState, bundleId: string): Promise<void> {
  await phone.apps.uninstall(bundleId);
  sendPlist(socket, { Status: 'Complete' });
}

/** The AFC route: the archive lies in the media folder. */
async function install(socket: Socket, phone: PhoneState, packagePath: string): Promise<void> {
  const path = join(phone.apps.mediaFolder, posix.normalize(`/${packagePath}`));
  try {
    sendPlist(socket, { Status: 'InstallingApplication', PercentComplete: 40 });
    await phone.apps.install(readIpaContent(readStoredZip(await readFile(path))));
    sendPlist(socket, { Status: 'Complete' });
    phone.notify('com.apple.mobile.application_installed');
  } catch (error) {
    sendPlist(socket, { Error: 'PackageExtractionFailed', ErrorDescription: messageOf(error) });
  }
}

const appInfo = (app: InstalledApp, { condition }: PhoneState): Message => ({
  CFBundleIdentifier: app.bundleId,
  CFBundleVersion: app.version,
  CFBundleShortVersionString: app.version,
  CFBundleName: app.name,
  CFBundleExecutable: app.name,
  UIFileSharingEnabled: true,
  ApplicationType: 'User',
  Entitlements: { ...condition.entitlements },
});

/** A WebDriverAgent, which runs from the start and is never launched. */
const runnerInfo = (bundleId: string, { condition }: PhoneState): Message => ({
  CFBundleIdentifier: bundleId,
  CFBundleVersion: '1',
  CFBundleShortVersionString: condition.agentVersion,
  CFBundleName: RUNNER_NAME,
  ApplicationType: 'User',
});
