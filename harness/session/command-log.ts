import type { CommandListener } from './phone-slot.ts';
import type { SessionLog } from './session-log.ts';

/** Writes a line for every command that is sent to a phone, without holding the command up. */
export interface CommandLog {
  readonly listener: CommandListener;
  /** The launch that commands belong to from now on. */
  launch: string | null;
  /** Waits for the lines that are being written. @throws what the first one failed with, once */
  settle(): Promise<void>;
}

/**
 * A line that cannot be written is found out when the session settles, before it goes on.
 * @param phoneSeconds time of a phone whose time is not the host's
 */
export function commandLog(log: SessionLog, phoneSeconds?: () => number): CommandLog {
  const writing = new Set<Promise<void>>();
  let failures: unknown[] = [];
  const commands: CommandLog = {
    launch: null,
    listener(command, _startedAtMs, durationMs, ok) {
      const written: Promise<void> = log
        .append({
          type: 'harness.command',
          command,
          launch: commands.launch,
          durationMs,
          ok,
          ...(phoneSeconds ? { phoneSeconds: phoneSeconds() } : {}),
        })
        .catch((error: unknown) => void failures.push(error))
        .finally(() => writing.delete(written));
      writing.add(written);
    },
    async settle() {
      await Promise.all(writing);
      const [first] = failures;
      failures = [];
      if (first !== undefined) throw first;
    },
  };
  return commands;
}
