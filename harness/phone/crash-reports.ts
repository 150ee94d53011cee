import { openDocuments, openFolder } from './afc/documents.ts';
import { openService } from './afc/service-socket.ts';
import { HOUSE_ARREST } from './await-phone.ts';
import { deathOf, type ReportedDeath } from './death-of.ts';
import { INSTALLATION_PROXY, installedApps } from './installed-apps.ts';
import { findService } from './tunnel-registry.ts';

/** The folder of crash reports, and what moves into it those that iOS has written meanwhile. */
const REPORTS = 'com.apple.crashreportcopymobile.shim.remote';
const MOVER = 'com.apple.crashreportmover.shim.remote';
/** What the mover says when all of them are there. */
const MOVED = 'ping\0';
const ANSWER_LIMIT_MS = 10_000;

/** An app's launch on a phone, by the registry of its tunnel. */
interface DeadLaunch {
  readonly registryPort: number;
  readonly udid: string;
  readonly bundleId: string;
  readonly launch: string;
}

/**
 * Why the app of a launch died, by the phone's own reports; null where it has written none about this app.
 * @throws HeatsoakError of kind device where the phone cannot be asked
 */
export async function reportedDeath({
  registryPort,
  udid,
  bundleId,
  launch,
}: DeadLaunch): Promise<ReportedDeath | null> {
  const placeOf = (service: string) => findService(registryPort, udid, service);
  await flush(await placeOf(MOVER));
  const apps = await installedApps(await placeOf(INSTALLATION_PROXY), ANSWER_LIMIT_MS);
  const executable = apps.find((app) => app.bundleId === bundleId)?.executable ?? null;
  if (executable === null) return null;
  const [home, folder] = [await placeOf(HOUSE_ARREST), await placeOf(REPORTS)];
  const documents = await openDocuments(home.address, home.port, bundleId, ANSWER_LIMIT_MS);
  try {
    const reports = await openFolder(folder.address, folder.port, ANSWER_LIMIT_MS);
    try {
      return await deathOf({ documents, reports }, launch, { bundleId, executable });
    } finally {
      reports.close();
    }
  } finally {
    documents.close();
  }
}

async function flush({ address, port }: { readonly address: string; readonly port: number }): Promise<void> {
  const service = await openService(address, port, ANSWER_LIMIT_MS);
  try {
    await service.take();
    await service.reader.take(MOVED.length);
  } finally {
    service.socket.destroy();
  }
}
