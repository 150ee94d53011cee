import type { ErrorKind } from '../errors/codes/code.ts';

/** The verdict is the exit code; facts for CI, so these numbers never change. */
export const exitCodeOfVerdict = { GO: 0, 'NO-GO': 1, INCONCLUSIVE: 3, INVALID: 4 } as const;

export const exitCodeOfError: Record<ErrorKind, number> = {
  usage: 2,
  device: 4,
  /** Nothing may be concluded, as for INVALID. */
  incomparable: 4,
  install: 5,
  host: 6,
  internal: 70,
  interrupted: 130,
};

export const INTERRUPTED = exitCodeOfError.interrupted;
