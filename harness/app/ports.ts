import { cacheFolder, leaseFolder } from '../files/package-home.ts';
import type { Progress } from '../session/progress.ts';

/** Folders that outlive a run and are shared by all runs. */
export interface Folders {
  /** The demo's model, the vocabulary, the host's cold probe, llama-bench, the hashes of files. */
  readonly cache: string;
  /** Which phone is taken by which run; all who share a lab share it. */
  readonly leases: string;
}

/** What a use case takes from outside. A program names what it wants to be otherwise. */
export interface Ports {
  /** Called at every step that a person may want to see. Default: nothing is shown. */
  readonly progress?: Progress | undefined;
  /** Ends the work after the step under way; what was measured is kept. */
  readonly signal?: AbortSignal | undefined;
  /** The wall clock; it is read once, for the run's name. */
  readonly now?: (() => Date) | undefined;
  /** Default: those of this user, see `HEATSOAK_CACHE` and `HEATSOAK_LEASES`. */
  readonly folders?: Partial<Folders> | undefined;
}

/** All ports, each as it was named or as it is by default. */
export function portsOf(ports: Ports): {
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly folders: Folders;
} {
  return {
    progress: ports.progress ?? (() => undefined),
    signal: ports.signal ?? new AbortController().signal,
    now: ports.now ?? (() => new Date()),
    folders: {
      cache: ports.folders?.cache ?? cacheFolder(),
      leases: ports.folders?.leases ?? leaseFolder(),
    },
  };
}
