import { setTimeout } from 'node:timers/promises';
import { openService } from './afc/service-socket.ts';
import { hasImage } from './developer-image.ts';
import { findService } from './tunnel-registry.ts';

/** Leads to an app's Documents; served by every paired phone that is up, with or without WebDriverAgent. */
export const HOUSE_ARREST = 'com.apple.mobile.house_arrest.shim.remote';
/** A registry and a phone are asked no more often than this, s. */
const PAUSE_SECONDS = 3;
/** One that is there answers in milliseconds. A question that fell into its silence stays without an answer, so the next one is not late. */
const LOOK_LIMIT_MS = 5000;

interface Sought {
  /** Null where the host has none any more: the registry is looked for again each time. */
  readonly registryPort: () => Promise<number>;
  readonly udid: string;
  readonly limitSeconds: number;
  /** What must be there too: a phone that has started anew answers long before its developer image is mounted. */
  readonly awaits?: 'image' | undefined;
  readonly signal: AbortSignal;
  /** Between two questions, and of each; the usual ones where they are not given. */
  readonly pace?: { readonly pauseSeconds: number; readonly lookLimitMs: number };
}

/**
 * Asks a service of the phone through its tunnel.
 * @param limitMs that of every exchange where it is not given
 * @throws HeatsoakError of kind device when none answers
 */
export async function askPhone(registryPort: number, udid: string, limitMs?: number): Promise<void> {
  const { address, port } = await findService(registryPort, udid, HOUSE_ARREST);
  (await openService(address, port, limitMs)).socket.destroy();
}

/** Looks for a phone that went away until it answers. @returns false when it did not within the limit */
export async function awaitPhone({
  limitSeconds,
  signal,
  pace = { pauseSeconds: PAUSE_SECONDS, lookLimitMs: LOOK_LIMIT_MS },
  ...sought
}: Sought): Promise<boolean> {
  const deadline = performance.now() + limitSeconds * 1000;
  for (;;) {
    signal.throwIfAborted();
    if (await answers(sought, pace.lookLimitMs)) return true;
    if (performance.now() >= deadline) return false;
    await setTimeout(pace.pauseSeconds * 1000, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

const answers = async (
  { registryPort, udid, awaits }: Pick<Sought, 'registryPort' | 'udid' | 'awaits'>,
  limitMs: number,
): Promise<boolean> => {
  try {
    const port = await registryPort();
    await askPhone(port, udid, limitMs);
    return awaits !== 'image' || (await hasImage(port, udid));
  } catch {
    return false;
  }
};
