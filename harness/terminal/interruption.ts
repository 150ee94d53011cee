import { INTERRUPTED } from './exit-code.ts';

/** Ctrl-C, a service manager, and a terminal that was closed or whose connection broke. */
export const interruptSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a command hands to its work, so that it can be ended. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Signals end the process again as they do without us. */
  release(): void;
}

/**
 * The first Ctrl-C ends the work after the step under way and keeps what was measured; a second one ends at once, and only
 * removes what must not stay behind.
 * @param what is done now, for whoever pressed it
 */
export function onInterrupt(
  report: (line: string) => void,
  what = 'ending the launch under way and writing a partial report',
): Interruption {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort(new Error('interrupted'));
    report(`interrupted: ${what} (Ctrl-C again to end at once)`);
  };
  for (const name of interruptSignals) process.on(name, stop);
  return {
    signal: controller.signal,
    release() {
      for (const name of interruptSignals) process.off(name, stop);
    },
  };
}
