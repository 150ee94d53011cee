import type { JournalEventOf } from '../../experiment/journal-event.ts';
import type { Journal } from '../../experiment/read-journal.ts';
import { loadWindow } from '../soak-window.ts';
import type { LaunchCheck } from './check.ts';

/** Starting the app takes this long at most before the agent's clock begins. */
const MOST_START_US = 5e6;

/**
 * Clocks of host and phone are not compared, only durations on each. A command counts as inside when it was under way
 * after the slowest start of the app and before the agent's last token, both counted from the end of the command that
 * launched the app. A launch that was measured again counts from the last such command. A virtual phone's time is not the
 * host's: there its own record of windows proves the same.
 */
export const polledCheck: LaunchCheck = {
  code: 'polled',
  rule: 'the harness sends nothing to the phone while it measures',
  effect: 'excludes',
  find(launch, { harness }) {
    const window = loadWindow(launch);
    if (launch.virtual || !window || !harness) return null;
    const inside = commandsAfterLaunch(harness, launch.planned.id).filter(
      ({ beganUs, endedUs }) => endedUs > window.startUs + MOST_START_US && beganUs < window.endUs,
    );
    return inside.length > 0
      ? `${inside.length} commands reached the phone while it measured, first ${inside[0]?.command ?? ''}`
      : null;
  },
};

/** A command; times are µs since the app was launched. */
interface CommandSpan {
  readonly command: string;
  readonly beganUs: number;
  readonly endedUs: number;
}

function commandsAfterLaunch({ events }: Journal, launch: string): CommandSpan[] {
  const own = events.filter(
    (event): event is JournalEventOf<'harness.command'> =>
      event.type === 'harness.command' && event.launch === launch,
  );
  const start = own.findLastIndex(({ command }) => LAUNCH_COMMAND.test(command));
  const at = own[start];
  if (!at) return [];
  // A command is written when it has ended.
  return own.slice(start + 1).map(({ command, t, durationMs }) => ({
    command,
    beganUs: t - at.t - durationMs * 1000,
    endedUs: t - at.t,
  }));
}

const LAUNCH_COMMAND = /launch/i;
