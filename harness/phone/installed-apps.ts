import { openService, type ServiceSocket, unreachable } from './afc/service-socket.ts';

/** Lists the apps, and installs them. */
export const INSTALLATION_PROXY = 'com.apple.mobile.installation_proxy.shim.remote';
/** A phone lists some twenty apps in one answer. */
const MOST_ANSWERS = 1000;

/** An app as the phone lists it. */
export interface InstalledApp {
  readonly bundleId: string;
  readonly name: string;
  /** Name of its process; null where the phone does not say. */
  readonly executable: string | null;
  /** What it is signed with; null where the phone does not say. */
  readonly entitlements: Readonly<Record<string, unknown>> | null;
}

interface Place {
  readonly address: string;
  readonly port: number;
}

/** The apps that somebody installed. @throws HeatsoakError where the phone does not list them */
export async function installedApps({ address, port }: Place, limitMs?: number): Promise<InstalledApp[]> {
  const service = await openService(address, port, limitMs);
  try {
    await service.take();
    const ReturnAttributes = ['CFBundleIdentifier', 'CFBundleName', 'CFBundleExecutable', 'Entitlements'];
    service.send({ Command: 'Browse', ClientOptions: { ApplicationType: 'User', ReturnAttributes } });
    return await browsed(service);
  } catch (error) {
    throw unreachable(address, port, error);
  } finally {
    service.socket.destroy();
  }
}

/** A phone lists its apps in several answers; the last one says that it is complete. */
async function browsed(service: ServiceSocket): Promise<InstalledApp[]> {
  const found: InstalledApp[] = [];
  for (let answers = 0; answers < MOST_ANSWERS; answers++) {
    const { Status: status, CurrentList: list, Error: refusal } = await service.take();
    if (refusal !== undefined) throw new Error(`it lists no apps: ${String(refusal)}`);
    if (Array.isArray(list)) found.push(...list.map(appIn));
    if (status === 'Complete') return found;
  }
  throw new Error('its list of apps has no end');
}

function appIn(listed: unknown): InstalledApp {
  const {
    CFBundleIdentifier: bundleId,
    CFBundleName: name,
    CFBundleExecutable: executable,
    Entitlements: entitlements,
  } = (listed ?? {}) as Record<string, unknown>;
  const isTold = typeof entitlements === 'object' && entitlements !== null;
  return {
    bundleId: String(bundleId),
    name: String(name),
    executable: typeof executable === 'string' ? executable : null,
    entitlements: isTold ? { ...entitlements } : null,
  };
}
