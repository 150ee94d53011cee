import { messageOf } from '../errors/heatsoak-error.ts';
import { hostCommand } from '../lab/host-command.ts';
import { iphoneModel } from '../lab/iphone-models.ts';
import { normalUdid } from '../lab/udid.ts';
import { listedRunner, runnerId, runnersIn } from '../phone/agent-runner.ts';
import { askLockdown } from '../phone/examined/phone-questions.ts';
import { placeOf, serviceNames } from '../phone/examined/tunnel-services.ts';
import { usbPhones } from '../phone/examined/usb-phones.ts';
import { installedApps } from '../phone/installed-apps.ts';
import { portFile, portIn, type TunnelEntry, tunnelledPhones, tunnelTo } from '../phone/tunnel-registry.ts';

/** A phone that this host sees. */
export interface SeenPhone {
  readonly udid: string;
  readonly hasTunnel: boolean;
}

/** A phone that answered. */
export interface ReadPhone {
  readonly udid: string;
  readonly model: string;
  /** As it is sold; the identifier where this Heatsoak is older than the phone. */
  readonly name: string;
  /** Null where it is not known. */
  readonly chip: string | null;
  readonly os: string;
  readonly osBuild: string;
  /** As devices.json names it; undefined: the driver's default, or none is installed. */
  readonly webDriverAgentBundleId: string | undefined;
}

/** What this host sees, and why it may see no more. */
export interface SeenPhones {
  readonly phones: readonly SeenPhone[];
  /** Null: usbmuxd answers. */
  readonly usbmuxdFault: string | null;
}

/** Every phone on a cable, and every one that the tunnel leads to; on a Mac also those that devicectl knows. */
export async function seenPhones(): Promise<SeenPhones> {
  const port = await portIn(portFile());
  const tunnelled = ((port === null ? null : await tunnelledPhones(port)) ?? []).map(normalUdid);
  let usbmuxdFault: string | null = null;
  const onCable = await usbPhones().then(
    (phones) => phones.map(({ udid }) => normalUdid(udid)),
    (error: unknown) => {
      usbmuxdFault = messageOf(error);
      return [];
    },
  );
  const all = new Set([...onCable, ...tunnelled, ...(await ofDevicectl())]);
  const phones = [...all].sort().map((udid) => ({ udid, hasTunnel: tunnelled.includes(udid) }));
  return { phones, usbmuxdFault };
}

/** Udids that Xcode's own tool lists; none where there is no such tool. */
async function ofDevicectl(): Promise<string[]> {
  const asked = ['devicectl', 'list', 'devices', '--quiet', '--json-output', '/dev/stdout'];
  const answer = process.platform === 'darwin' ? await hostCommand('xcrun', asked).catch(() => null) : null;
  try {
    const { result } = JSON.parse(answer?.stdout ?? '{}') as { result?: { devices?: unknown[] } };
    return (result?.devices ?? []).flatMap((device) => {
      const { hardwareProperties } = (device ?? {}) as { hardwareProperties?: { udid?: unknown } };
      const udid = hardwareProperties?.udid;
      return typeof udid === 'string' ? [normalUdid(udid)] : [];
    });
  } catch {
    return [];
  }
}

/** Reads what devices.json has to say of a phone. @throws Error where it does not answer */
export async function readPhone(udid: string): Promise<ReadPhone> {
  const port = await portIn(portFile());
  const entry = port === null ? null : await tunnelTo(port, udid);
  if (entry === null) throw new Error('the tunnel does not lead to it');
  const model = String(await askLockdown(entry, 'ProductType'));
  const known = iphoneModel(model);
  return {
    ...{ udid, model },
    name: known?.name ?? model,
    chip: known?.chip ?? null,
    os: String(await askLockdown(entry, 'ProductVersion')),
    osBuild: String(await askLockdown(entry, 'BuildVersion')),
    webDriverAgentBundleId: await runnerOf(entry),
  };
}

/** The id of the only WebDriverAgent, where it is not the driver's own. */
async function runnerOf(entry: TunnelEntry): Promise<string | undefined> {
  const [only, ...others] = runnersIn(await installedApps(placeOf(entry, serviceNames.apps)));
  const isOwn = only !== undefined && others.length === 0 && only !== listedRunner(undefined);
  return isOwn ? runnerId(only) : undefined;
}
