import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaunchApp } from '../virtual-phone/foreground.ts';
import { startVirtualPhone, type VirtualPhone } from '../virtual-phone/phone-server.ts';
import { startTunnelRegistry, type TunnelRegistry } from '../virtual-phone/registry.ts';

/** A virtual phone whose apps do nothing unless they are given, and the tunnel that leads to it; its files lie in `<root>/phone`. */
export interface TunnelledPhone {
  readonly root: string;
  readonly phone: VirtualPhone;
  readonly registry: TunnelRegistry;
  close(): Promise<void>;
}

/** One that is gone as soon as it is launched. */
const brief: LaunchApp = () => ({ stopped: Promise.resolve(), kill: () => undefined });

/** @param address of the phone; of the first one of a lab where it is not given */
export async function tunnelledPhone(
  udid: string,
  launchApp = brief,
  address?: string,
): Promise<TunnelledPhone> {
  const root = await mkdtemp(join(tmpdir(), 'heatsoak-tunnelled-'));
  const phone = await startVirtualPhone({
    ...{ udid, name: udid, productType: 'iPhone15,4', osVersion: '26.1', osBuild: '23B85' },
    root: join(root, 'phone'),
    ...(address === undefined ? {} : { address }),
    launchApp,
    battery: () => ({ temperatureCelsius: 25, percent: 80, charging: false }),
    thermalState: () => 0,
    freeBytes: () => 1e9,
  });
  const registry = await startTunnelRegistry([phone], join(root, 'state'));
  return {
    ...{ root, phone, registry },
    async close() {
      await registry.close();
      await phone.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
