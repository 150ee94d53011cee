import type { JournalEventOf } from '../../experiment/journal-event.ts';
import type { Journal } from '../../experiment/read-journal.ts';
import { loadWindow } from '../soak-window.ts';
import type { LaunchCheck } from './check.ts';

/** Starting the app takes this long at most before the agent's clock begins. */
const MOST_START_US = 5e6;

/**
 * Two clocks are never subtracted; durations may be compared. What the harness sent later than the slowest start of the
 * app and earlier than the agent's last token, both counted from the launch, fell into measured time. A virtual
 * phone's time is not the host's: there its own record of windows proves the same.
 */
export const polledCheck: LaunchCheck = {
  code: 'polled',
  rule: 'the harness sends nothing to the phone while it measures',
  effect: 'excludes',
  find(launch, { harness }) {
    const window = loadWindow(launch);
    if (launch.virtual || !window || !harness) return null;
    const commands = commandsAfterLaunch(harness, launch.planned.id);
    const inside = commands.filter(
      ({ sinceUs }) => sinceUs > window.startUs + MOST_START_US && sinceUs < window.endUs,
    );
    return inside.length > 0
      ? `${inside.length} commands reached the phone while it measured, first ${inside[0]?.command ?? ''}`
      : null;
  },
};

function commandsAfterLaunch(
  { events }: Journal,
  launch: string,
): { readonly command: string; readonly sinceUs: number }[] {
  const own = events.filter(
    (event): event is JournalEventOf<'harness.command'> =>
      event.type === 'harness.command' && event.launch === launch,
  );
  const start = own.findIndex(({ command }) => LAUNCH_COMMAND.test(command));
  const at = own[start];
  if (!at) return [];
  return own.slice(start + 1).map(({ command, t }) => ({ command, sinceUs: t - at.t }));
}

const LAUNCH_COMMAND = /launch/i;
