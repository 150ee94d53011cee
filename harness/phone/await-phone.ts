import { setTimeout } from 'node:timers/promises';
import { openService } from './afc/service-socket.ts';
import { findService } from './tunnel-registry.ts';

/** Leads to an app's Documents; served by every paired phone that is up, with or without WebDriverAgent. */
export const HOUSE_ARREST = 'com.apple.mobile.house_arrest.shim.remote';
/** A registry and a phone are asked no more often than this, s. */
const PAUSE_SECONDS = 3;

interface Sought {
  /** Null where the host has none any more: the registry is looked for again each time. */
  readonly registryPort: () => Promise<number>;
  readonly udid: string;
  readonly limitSeconds: number;
  readonly signal: AbortSignal;
}

/** Asks a service of the phone through its tunnel. @throws HeatsoakError of kind device when none answers */
export async function askPhone(registryPort: number, udid: string): Promise<void> {
  const { address, port } = await findService(registryPort, udid, HOUSE_ARREST);
  (await openService(address, port)).socket.destroy();
}

/** Looks for a phone that went away until it answers. @returns false when it did not within the limit */
export async function awaitPhone({ registryPort, udid, limitSeconds, signal }: Sought): Promise<boolean> {
  const deadline = performance.now() + limitSeconds * 1000;
  for (;;) {
    signal.throwIfAborted();
    if (await answers(registryPort, udid)) return true;
    if (performance.now() >= deadline) return false;
    await setTimeout(PAUSE_SECONDS * 1000, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

const answers = (registryPort: Sought['registryPort'], udid: string): Promise<boolean> =>
  registryPort()
    .then((port) => askPhone(port, udid))
    .then(
      () => true,
      () => false,
    );
