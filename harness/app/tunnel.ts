import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CommandLine, tunnelCommand, typed } from '../phone/examined/tunnel-command.ts';
import { portFile, portIn, tunnelledPhones } from '../phone/tunnel-registry.ts';
import { seenPhones } from '../preflight/find-phones.ts';
import { readDevices } from './plan/read-devices.ts';

/** The tunnel of this host, and where it leads. */
export interface Tunnel {
  /** What starts it, as it is typed. */
  readonly line: string;
  readonly command: CommandLine;
  /** Port of its registry; null: it does not run, or this user does not find it. */
  readonly port: number | null;
  readonly phones: readonly {
    readonly udid: string;
    /** As devices.json calls it; null: it is not in there. */
    readonly id: string | null;
    readonly hasTunnel: boolean;
    /** False: devices.json has it, and this host does not see it now. */
    readonly isHere: boolean;
  }[];
}

/** Says how the tunnel is started here, whether it runs, and which phones it does not lead to. Starts nothing. */
export async function tunnel(devices?: string): Promise<Tunnel> {
  const command = tunnelCommand();
  const known = await knownPhones(devices);
  const port = await portIn(portFile());
  const runs = port !== null && (await tunnelledPhones(port)) !== null;
  const { phones: seen } = await seenPhones();
  const absent = known.filter(({ udid }) => !seen.some((phone) => phone.udid === udid));
  return {
    line: typed(command),
    command,
    port: runs ? port : null,
    phones: [
      ...seen.map(({ udid, hasTunnel }) => ({
        ...{ udid, hasTunnel, isHere: true },
        id: known.find((phone) => phone.udid === udid)?.id ?? null,
      })),
      ...absent.map(({ udid, id }) => ({ udid, id, hasTunnel: false, isHere: false })),
    ],
  };
}

/** iPhones of the lab; a host without a devices.json can have a tunnel, too. */
async function knownPhones(devices: string | undefined): Promise<{ udid: string; id: string }[]> {
  if (devices === undefined && !existsSync(resolve('devices.json'))) return [];
  const lab = await readDevices(devices);
  return lab.devices.flatMap((device) => (device.kind === 'iphone' ? [device] : []));
}
