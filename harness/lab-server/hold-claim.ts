import type { AttemptKey, HostCalls } from './host-calls.ts';
import type { FetchedJob, Queue } from './queue.ts';

/** A session that is said to be worked on, beat by beat. */
export interface HeldClaim {
  /** Aborted when the worker is stopped, or the session is somebody else's. */
  readonly signal: AbortSignal;
  release(): void;
}

interface Holder {
  readonly calls: Pick<HostCalls, 'beat'>;
  readonly queue: Pick<Queue, 'touch'>;
  readonly signal: AbortSignal;
  readonly heartbeatSeconds: number;
  readonly say: (message: string) => void;
}

/**
 * Says twice a heartbeat that the session is worked on. A beat that cannot be sent says nothing: the phone measures on. Only
 * an answer that the attempt is over ends it. A job that the queue has taken for abandoned meanwhile waits in its phone's queue,
 * which nobody asks while the phone is busy; fetching there would take another session's job and leave it lying.
 */
export function holdClaim(holder: Holder, job: FetchedJob, key: AttemptKey): HeldClaim {
  const lost = new AbortController();
  let isBeating = false;
  const beat = async (): Promise<void> => {
    if (!(await holder.calls.beat(key))) {
      lost.abort(new Error('the session is somebody else’s by now'));
      return;
    }
    await holder.queue.touch(job);
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
    (holder.heartbeatSeconds / 2) * 1000,
  );
  return {
    signal: AbortSignal.any([holder.signal, lost.signal]),
    release: () => clearInterval(timer),
  };
}
