import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { shortUdid } from '../words/short-udid.ts';

const TUNNELS = '/remotexpc/tunnels';
const LOOKUP_LIMIT_MS = 5000;
/** Of a question that waits for nothing; it is this host that answers, and it may be busy. */
const ANSWER_LIMIT_MS = 3000;
/** The registry itself gives the phone ten seconds. */
const REFRESH_LIMIT_MS = 11_000;
/** On a busy host, such as one that starts fifty virtual phones, an answer may be late; the registry itself says at once what it lacks. */
const LOOKUPS = 3;

/** It keeps this user's HOME, so that the driver finds the registry. */
const START_THE_TUNNEL = 'heatsoak tunnel';

/** A phone's tunnel, as the registry lists it. */
export interface TunnelEntry {
  readonly address: string;
  readonly services: Readonly<Record<string, { readonly port: string }>>;
  /** `USB`, where the tunnel goes through a cable. */
  readonly connectionType?: string;
}

/** Where a phone's service listens, as the tunnel registry knows it. @throws HeatsoakError `TUNNEL_LOST` */
export async function findService(
  registryPort: number,
  udid: string,
  service: string,
): Promise<{ address: string; port: number }> {
  const entry = await fetchEntry(registryPort, udid);
  const found = entry.services[service];
  if (!found) {
    throw new HeatsoakError('SERVICE_MISSING', `phone ${shortUdid(udid)} does not offer ${service}`, {
      hint: 'unlock the phone, check Developer Mode, and restart the tunnel',
    });
  }
  return { address: entry.address, port: Number(found.port) };
}

/**
 * What the registry says of a phone now; null: it has no tunnel to it.
 * @param how `refresh` has it look again for services, as after a developer image was mounted
 */
export async function tunnelTo(
  registryPort: number,
  udid: string,
  how: 'as-it-is' | 'refresh' = 'as-it-is',
): Promise<TunnelEntry | null> {
  const place = `http://127.0.0.1:${registryPort}${TUNNELS}/${udid}`;
  const [url, method] = how === 'refresh' ? [`${place}/refresh-services`, 'POST'] : [place, 'GET'];
  const limitMs = how === 'refresh' ? REFRESH_LIMIT_MS : ANSWER_LIMIT_MS;
  const response = await fetch(url, { method, signal: AbortSignal.timeout(limitMs) });
  if (response.status === 404 || response.status === 408) return null;
  if (!response.ok) throw new Error(`the registry answered ${response.status}`);
  return entryIn(await response.json());
}

/** Udids of all phones that a registry lists; null where none answers there. */
export async function tunnelledPhones(registryPort: number): Promise<string[] | null> {
  try {
    const url = `http://127.0.0.1:${registryPort}${TUNNELS}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    const { tunnels } = (await response.json()) as { tunnels?: unknown };
    return typeof tunnels === 'object' && tunnels !== null ? Object.keys(tunnels) : null;
  } catch {
    return null;
  }
}

async function fetchEntry(registryPort: number, udid: string): Promise<TunnelEntry> {
  const url = `http://127.0.0.1:${registryPort}${TUNNELS}/${udid}?waitMs=3000`;
  try {
    return entryIn(await lookUp(url));
  } catch (cause) {
    throw new HeatsoakError('TUNNEL_LOST', `no tunnel to phone ${shortUdid(udid)}: ${messageOf(cause)}`, {
      hint: START_THE_TUNNEL,
      cause,
    });
  }
}

async function lookUp(url: string): Promise<unknown> {
  for (let lookups = 1; ; lookups++) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(LOOKUP_LIMIT_MS) });
      if (!response.ok) throw new Error(`the registry answered ${response.status}`);
      return await response.json();
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      if (!isLate || lookups === LOOKUPS) throw error;
    }
  }
}

/** Another program may have the port that the registry had. */
function entryIn(answer: unknown): TunnelEntry {
  const { address, services, connectionType } = (answer ?? {}) as Partial<Record<keyof TunnelEntry, unknown>>;
  if (typeof address !== 'string' || isIP(address) === 0 || typeof services !== 'object' || services === null)
    throw new Error('what answers there is no tunnel registry');
  const offered = Object.entries(services).flatMap(([name, service]) => {
    const port = String((service as { port?: unknown } | null)?.port);
    return isPort(port) ? [[name, { port }] as const] : [];
  });
  return {
    ...{ address, services: Object.fromEntries(offered) },
    ...(typeof connectionType === 'string' ? { connectionType } : {}),
  };
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536;

/** Where the driver keeps the port of its registry, below a home of data. */
const PORT_FILE = 'appium-xcuitest-driver-nodejs/strongbox/tunnelRegistryPort';

/** The file of this user, where the driver looks. */
export const portFile = (): string => join(dataHome(homedir(), process.env['XDG_DATA_HOME']), PORT_FILE);

/** The file that a tunnel leaves that `sudo` gave root's home. */
export const portFileOfRoot = (): string =>
  join(dataHome(process.platform === 'darwin' ? '/var/root' : '/root', undefined), PORT_FILE);

const dataHome = (home: string, xdgDataHome: string | undefined): string =>
  process.platform === 'darwin'
    ? join(home, 'Library/Application Support')
    : (xdgDataHome ?? join(home, '.local/share'));

/** The port in a port file; null where there is none. */
export async function portIn(path: string): Promise<number | null> {
  const port = Number((await readFile(path, 'utf8').catch(() => '')).trim());
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : null;
}

/** The port of the host's own registry, from the driver's strongbox file. @throws HeatsoakError `NO_TUNNEL_REGISTRY` */
export async function hostRegistryPort(): Promise<number> {
  const path = portFile();
  const port = await portIn(path);
  if (port !== null) return port;
  throw new HeatsoakError('NO_TUNNEL_REGISTRY', 'no tunnel registry is known on this host', {
    where: path,
    hint: START_THE_TUNNEL,
  });
}
