import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { VirtualPhone } from './phone-server.ts';

/** The tunnel registry: which phones have a tunnel, and the port of each of their services. */
export interface TunnelRegistry {
  readonly port: number;
  close(): Promise<void>;
}

const PATH = '/remotexpc/tunnels';

/** Serves the phones, and gives the XCUITest driver their address through the strongbox file below `stateHome`. */
export async function startTunnelRegistry(
  phones: readonly VirtualPhone[],
  stateHome: string,
): Promise<TunnelRegistry> {
  const server = createServer((request, response) => {
    const pathname = (request.url ?? '').replace(/\?.*$/, '');
    if (pathname === PATH) return reply(response, 200, listing(phones));
    const udid = pathname.slice(PATH.length + 1).split('/')[0];
    const phone = phones.find((each) => each.udid === udid && (each.hasTunnel?.() ?? true));
    return phone ? reply(response, 200, entryOf(phone)) : reply(response, 404, { status: 'NOT_READY' });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the registry did not bind a port');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    await writePortFiles(stateHome, address.port);
  } catch (error) {
    await close();
    throw error;
  }
  return { port: address.port, close };
}

/** Where `env-paths` looks on Linux (XDG_DATA_HOME) and on macOS (HOME): both are below `stateHome`. */
async function writePortFiles(stateHome: string, port: number): Promise<void> {
  for (const base of [stateHome, join(stateHome, 'Library/Application Support')]) {
    const folder = join(base, 'appium-xcuitest-driver-nodejs', 'strongbox');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'tunnelRegistryPort'), String(port));
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function listing(phones: readonly VirtualPhone[]): unknown {
  return {
    tunnels: Object.fromEntries(phones.map((phone) => [phone.udid, entryOf(phone)])),
    metadata: {
      lastUpdated: new Date().toISOString(),
      totalTunnels: phones.length,
      activeTunnels: phones.length,
    },
  };
}

function entryOf(phone: VirtualPhone): unknown {
  const now = Date.now();
  const services = Object.entries(phone.services).map(([name, port]) => [name, { port: String(port) }]);
  return {
    udid: phone.udid,
    deviceId: 1,
    address: phone.address,
    rsdPort: 1,
    services: Object.fromEntries(services),
    connectionType: 'USB',
    productId: 0,
    createdAt: now,
    lastUpdated: now,
  };
}
