/** How a watch over phones sees them, waits and tells. */
export interface LatePhones {
  /** Udids of phones that this host sees, and whether a tunnel leads to them. */
  seen(): Promise<readonly { readonly udid: string; readonly hasTunnel: boolean }[]>;
  /** Until the next look; rejects when the watch is over. */
  wait(): Promise<void>;
  /** Called once for each phone that came without a tunnel, and again where it lost it after it had one. */
  onLate(udid: string): void;
}

/** Looks in a row at which a phone has no tunnel: one that was just plugged in may be about to get it. */
const LOOKS = 3;

/**
 * Watches for phones that are plugged in after the tunnel was made: the driver makes it for what it finds when it starts, and for no
 * phone that comes later.
 * @returns when `wait` rejects
 */
export async function watchLatePhones({ seen, wait, onLate }: LatePhones): Promise<void> {
  const without = new Map<string, number>();
  for (;;) {
    try {
      await wait();
    } catch {
      return;
    }
    // A daemon that does not answer now may do so at the next look.
    for (const { udid, hasTunnel } of await seen().catch(() => [])) {
      if (hasTunnel) without.delete(udid);
      else without.set(udid, (without.get(udid) ?? 0) + 1);
      if (without.get(udid) === LOOKS) onLate(udid);
    }
  }
}
