import type { AttemptKey, HostCalls } from './host-calls.ts';

/** A session that is said to be worked on, beat by beat. */
export interface HeldClaim {
  /** Aborted when the worker is stopped, or the session is somebody else's. */
  readonly signal: AbortSignal;
  release(): void;
}

/** Says of all sessions of a host at once that they are worked on. */
export interface Heartbeat {
  hold(key: AttemptKey): HeldClaim;
  stop(): void;
}

interface Beating {
  readonly calls: Pick<HostCalls, 'beat'>;
  readonly signal: AbortSignal;
  readonly heartbeatSeconds: number;
}

/**
 * Beats twice a heartbeat, from now on. A beat that cannot be sent says nothing: the phones measure on. Only an answer that an
 * attempt is over ends it. A job that the queue has taken for abandoned meanwhile waits in its phone's queue, which nobody asks
 * while the phone is busy; fetching there would take another session's job and leave it lying.
 */
export function startHeartbeat({ calls, signal, heartbeatSeconds }: Beating): Heartbeat {
  const held = new Map<AttemptKey, AbortController>();
  let isBeating = false;
  const beat = async (): Promise<void> => {
    const asked = [...held];
    if (asked.length === 0) return;
    const standing = new Set((await calls.beat(asked.map(([key]) => key))).map(nameOf));
    for (const [key, lost] of asked)
      if (!standing.has(nameOf(key))) lost.abort(new Error('the session is somebody else’s by now'));
  };
  const timer = setInterval(
    () => {
      if (isBeating) return;
      isBeating = true;
      beat()
        .catch(() => undefined)
        .finally(() => {
          isBeating = false;
        });
    },
    (heartbeatSeconds / 2) * 1000,
  );
  return {
    hold(key) {
      const lost = new AbortController();
      held.set(key, lost);
      return { signal: AbortSignal.any([signal, lost.signal]), release: () => void held.delete(key) };
    },
    stop: () => clearInterval(timer),
  };
}

const nameOf = ({ run, slot, attempt }: AttemptKey): string => JSON.stringify([run, slot, attempt]);
