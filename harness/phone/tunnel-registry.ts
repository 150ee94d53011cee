import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';

const LOOKUP_LIMIT_MS = 5000;
/** On a busy host, such as one that starts fifty virtual phones, an answer may be late; the registry itself says at once what it lacks. */
const LOOKUPS = 3;

interface TunnelEntry {
  readonly address: string;
  readonly services: Readonly<Record<string, { readonly port: string }>>;
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
    throw new HeatsoakError('SERVICE_MISSING', `phone ${udid} does not offer ${service}`, {
      hint: 'unlock the phone, check Developer Mode, and restart the tunnel',
    });
  }
  return { address: entry.address, port: Number(found.port) };
}

async function fetchEntry(registryPort: number, udid: string): Promise<TunnelEntry> {
  const url = `http://127.0.0.1:${registryPort}/remotexpc/tunnels/${udid}?waitMs=3000`;
  try {
    return entryIn(await lookUp(url));
  } catch (cause) {
    throw new HeatsoakError('TUNNEL_LOST', `no tunnel to phone ${udid}: ${messageOf(cause)}`, {
      hint: 'sudo appium driver run xcuitest tunnel-creation -- --disconnect-retry-max-attempts 0',
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
  const { address, services } = (answer ?? {}) as Partial<Record<keyof TunnelEntry, unknown>>;
  if (typeof address === 'string' && typeof services === 'object' && services !== null)
    return answer as TunnelEntry;
  throw new Error('what answers there is no tunnel registry');
}

/** The port of the host's own registry, from the driver's strongbox file. @throws HeatsoakError `NO_TUNNEL_REGISTRY` */
export async function hostRegistryPort(): Promise<number> {
  const data =
    process.platform === 'darwin'
      ? join(homedir(), 'Library/Application Support')
      : (process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'));
  const path = join(data, 'appium-xcuitest-driver-nodejs/strongbox/tunnelRegistryPort');
  const text = await readFile(path, 'utf8').catch(() => '');
  const port = Number(text.trim());
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new HeatsoakError('NO_TUNNEL_REGISTRY', 'no tunnel registry is known on this host', {
    where: path,
    hint: 'start the tunnel: sudo appium driver run xcuitest tunnel-creation -- --disconnect-retry-max-attempts 0',
  });
}
