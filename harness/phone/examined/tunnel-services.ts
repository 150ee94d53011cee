import { openService, type ServiceSocket } from '../afc/service-socket.ts';
import type { TunnelEntry } from '../tunnel-registry.ts';

/** A phone's tunnel answers in milliseconds; a service that says nothing for so long has no answer. */
export const ANSWER_LIMIT_MS = 3000;

/** Services of a phone by what they are asked for. */
export const serviceNames = {
  lockdown: 'com.apple.mobile.lockdown.remote.untrusted',
  diagnostics: 'com.apple.mobile.diagnostics_relay.shim.remote',
  apps: 'com.apple.mobile.installation_proxy.shim.remote',
  documents: 'com.apple.mobile.house_arrest.shim.remote',
  media: 'com.apple.afc.shim.remote',
  profiles: 'com.apple.misagent.shim.remote',
  images: 'com.apple.mobile.mobile_image_mounter.shim.remote',
} as const;

/** Where a service listens. @throws Error where the phone does not offer it */
export function placeOf(
  { address, services }: TunnelEntry,
  service: string,
): { address: string; port: number } {
  const found = services[service];
  if (!found) throw new Error(`the phone does not offer ${service}`);
  return { address, port: Number(found.port) };
}

/** Opens a service, hears that it was started, and asks. */
export async function askService<T>(
  entry: TunnelEntry,
  name: string,
  ask: (service: ServiceSocket) => Promise<T>,
): Promise<T> {
  const { address, port } = placeOf(entry, name);
  const service = await openService(address, port, ANSWER_LIMIT_MS);
  try {
    const { Error: refusal } = await service.take();
    if (refusal !== undefined) throw new Error(`the phone refused ${name}: ${String(refusal)}`);
    return await ask(service);
  } finally {
    service.socket.destroy();
  }
}
