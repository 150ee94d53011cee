import type { ErrorCode } from '../errors/codes.ts';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { askPhone } from './await-phone.ts';
import { phoneError } from './phone-error.ts';

/** Does a command, and tells its time whatever comes of it. @throws HeatsoakError that says what is wrong */
export type Reported = <T>(command: string, work: () => Promise<T>) => Promise<T>;

/** Called with every command that was sent to a phone. */
export type OnCommand = (command: string, startedAtMs: number, durationMs: number, ok: boolean) => void;

/** Every command is reported with its time; an error is reported, then explained. */
export function reporting(registryPort: number, udid: string, onCommand: OnCommand): Reported {
  return async <T>(command: string, work: () => Promise<T>): Promise<T> => {
    const startedAtMs = performance.now();
    try {
      const value = await work();
      onCommand(command, startedAtMs, performance.now() - startedAtMs, true);
      return value;
    } catch (error) {
      onCommand(command, startedAtMs, performance.now() - startedAtMs, false);
      throw await explained(phoneError(command, udid, error), registryPort, udid);
    }
  };
}

/** A driver without a tunnel fails in many ways and words, so the tunnel is asked before one of them is believed. */
async function explained(error: HeatsoakError, registryPort: number, udid: string): Promise<HeatsoakError> {
  if (!doubtful.includes(error.code)) return error;
  try {
    await askPhone(registryPort, udid);
    return error;
  } catch (cause) {
    return new HeatsoakError('TUNNEL_LOST', `${error.message}; ${messageOf(cause)}`, { cause: error });
  }
}

const doubtful: readonly ErrorCode[] = ['COMMAND_FAILED', 'INSTALL_REFUSED', 'SESSION_REFUSED'];
