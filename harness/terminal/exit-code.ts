import type { ErrorKind } from '../errors/codes/code.ts';
import { exitCodes } from '../errors/exit-codes.ts';

/** The verdict is the exit code. A verdict that is INVALID because phones were lost has a code of its own. */
export const exitCodeOfVerdict = {
  GO: exitCodes.go.code,
  'NO-GO': exitCodes.noGo.code,
  INCONCLUSIVE: exitCodes.inconclusive.code,
  INVALID: exitCodes.invalid.code,
} as const;

export const exitCodeOfError: Record<ErrorKind, number> = {
  usage: exitCodes.usage.code,
  device: exitCodes.phoneLost.code,
  /** Nothing may be concluded, as for INVALID. */
  incomparable: exitCodes.invalid.code,
  /** As for NO-GO: the work was done, and its result is not to be used. */
  rejected: exitCodes.noGo.code,
  install: exitCodes.install.code,
  host: exitCodes.host.code,
  unmeasured: exitCodes.unmeasured.code,
  internal: exitCodes.internal.code,
  interrupted: exitCodes.interrupted.code,
};

export const INTERRUPTED = exitCodeOfError.interrupted;
