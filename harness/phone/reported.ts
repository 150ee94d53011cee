import type { ErrorCode } from '../errors/codes.ts';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { type Asked, agentAnswers } from './agent-status.ts';
import { askPhone } from './await-phone.ts';
import { hasImage } from './developer-image.ts';
import { phoneError } from './phone-error.ts';

/** Does a command, and tells its time whatever comes of it. @throws HeatsoakError that says what is wrong */
export type Reported = <T>(command: string, work: () => Promise<T>) => Promise<T>;

/** Called with every command that was sent to a phone. */
export type OnCommand = (command: string, startedAtMs: number, durationMs: number, ok: boolean) => void;

/** Every command is reported with its time; an error is reported, then explained. */
export function reporting(asked: Asked, onCommand: OnCommand): Reported {
  return async <T>(command: string, work: () => Promise<T>): Promise<T> => {
    const startedAtMs = performance.now();
    try {
      const value = await work();
      onCommand(command, startedAtMs, performance.now() - startedAtMs, true);
      return value;
    } catch (error) {
      onCommand(command, startedAtMs, performance.now() - startedAtMs, false);
      throw await explained(phoneError(command, asked.udid, error), asked);
    }
  };
}

/** A driver without a tunnel fails in many ways and words, so tunnel, developer image and WebDriverAgent are asked before one of them is believed. */
async function explained(error: HeatsoakError, asked: Asked): Promise<HeatsoakError> {
  if (!doubtful.includes(error.code)) return error;
  // What was found stands first: the driver's own words are about another road.
  const renamed = (code: ErrorCode, why: string): HeatsoakError =>
    new HeatsoakError(code, `${why} (${error.message})`, { cause: error });
  try {
    await askPhone(asked.registryPort, asked.udid);
  } catch (cause) {
    return renamed('TUNNEL_LOST', messageOf(cause));
  }
  if (await agentAnswers(asked)) return error;
  const isMounted = await hasImage(asked.registryPort, asked.udid).catch(() => true);
  if (!isMounted) return renamed('IMAGE_MISSING', 'the developer image is not mounted');
  return renamed('AGENT_LOST', 'WebDriverAgent does not answer, and the phone does');
}

const doubtful: readonly ErrorCode[] = ['COMMAND_FAILED', 'COMMAND_TIMED_OUT', 'SESSION_REFUSED'];
