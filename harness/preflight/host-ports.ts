import type { Host, RegistryPlace } from '../lab/doctor/host.ts';
import { hostCommand } from '../lab/host-command.ts';
import type { KeptVersions } from '../lab/kept-versions.ts';
import { normalUdid } from '../lab/udid.ts';
import { driverPackages } from '../phone/examined/driver-packages.ts';
import { mountCommand } from '../phone/examined/mount-command.ts';
import { tunnelCommand, typed, USUAL_REGISTRY_PORT } from '../phone/examined/tunnel-command.ts';
import { hasPairRecord, usbPhones } from '../phone/examined/usb-phones.ts';
import { portFile, portFileOfRoot, portIn, tunnelledPhones } from '../phone/tunnel-registry.ts';

/** This host, as the checks ask it. What does not change while they are made is asked once. */
export function thisHost(kept: KeptVersions): Host {
  const packages = once(() => driverPackages('loaded'));
  return {
    platform: process.platform,
    architecture: process.arch,
    tunnelLine: typed(tunnelCommand()),
    mountLine: (udid) => typed(mountCommand(udid)),
    packages,
    run: hostCommand,
    usbPhones: once(async () =>
      (await usbPhones()).map(({ udid, connection }) => ({ udid: normalUdid(udid), connection })),
    ),
    hasPairRecord,
    registries: () => registryPlaces(),
    keptVersions: () => kept.read(),
  };
}

/** The host of virtual phones, whose registry is their own. */
export const virtualHost = (host: Host, registryPort: number): Host => ({
  ...host,
  // The driver loads what it needs of them; this process reaches no cable.
  packages: once(() => driverPackages('installed')),
  registries: async () => [await placeAt(registryPort, 'own-file')],
});

/** Everywhere a registry may be, the driver's own place first. */
async function registryPlaces(): Promise<RegistryPlace[]> {
  const own = await portIn(portFile());
  const ofRoot = await portIn(portFileOfRoot());
  const places: [number | null, RegistryPlace['known']][] = [
    [own, 'own-file'],
    [ofRoot, 'file-of-root'],
    [USUAL_REGISTRY_PORT, 'usual-port'],
  ];
  const distinct = places.filter(([port], i) => places.findIndex(([other]) => other === port) === i);
  return Promise.all(distinct.flatMap(([port, known]) => (port === null ? [] : [placeAt(port, known)])));
}

const placeAt = async (port: number, known: RegistryPlace['known']): Promise<RegistryPlace> => ({
  ...{ port, known },
  answers: (await tunnelledPhones(port)) !== null,
});

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
