import type { JournalEventOf } from '../experiment/journal-event.ts';
import type { Journal } from '../experiment/read-journal.ts';
import { TokenTimes } from '../protocol/token-times.ts';
import type { TrialRecord } from './result.ts';

/** Starting the app takes this long at most before the agent's clock begins. */
const MOST_START_US = 5e6;
/** Of trials that a command fell into. */
const POLLED = 'reached the phone while it ran';

/** A command; times are µs by the agent's clock, which begins up to `slackUs` earlier. */
interface CommandSpan {
  readonly command: string;
  readonly beganUs: number;
  readonly endedUs: number;
  readonly slackUs: number;
}

/**
 * Takes out each trial that a command of the harness may have fallen into; the others of its launch stay. Clocks of host and phone
 * are not compared, only durations on each, from the end of the command that launched the app. A launch that was measured again
 * counts from the last such command. A virtual phone's time is not the host's: there the journal has the phone's own.
 */
export function withoutPolled(
  trials: readonly TrialRecord[],
  launch: string,
  seen: { readonly harness: Journal | undefined; readonly virtual: boolean },
): readonly TrialRecord[] {
  const spans = commandsAfterLaunch(seen.harness, launch, seen.virtual);
  if (spans.length === 0) return trials;
  return trials.map((trial) => {
    const inside = trial.invalid === null ? spans.find((span) => fallsInto(trial, span)) : undefined;
    return inside ? { ...trial, invalid: `${inside.command} ${POLLED}` } : trial;
  });
}

/** Whether a trial was taken out by a command. */
export const isPolled = ({ invalid }: TrialRecord): boolean => invalid?.endsWith(POLLED) ?? false;

const fallsInto = (trial: TrialRecord, { beganUs, endedUs, slackUs }: CommandSpan): boolean =>
  endedUs > trial.t0 && beganUs - slackUs < Math.max(new TokenTimes(trial).endUs, trial.finishedUs);

function commandsAfterLaunch(harness: Journal | undefined, launch: string, virtual: boolean): CommandSpan[] {
  const own = (harness?.events ?? []).filter(
    (event): event is JournalEventOf<'harness.command'> =>
      event.type === 'harness.command' && event.launch === launch,
  );
  const start = own.findLastIndex(({ command }) => LAUNCH_COMMAND.test(command));
  const at = own[start];
  if (!at) return [];
  return own.slice(start + 1).flatMap((event) => (virtual ? virtualSpan(event, at) : [realSpan(event, at)]));
}

const LAUNCH_COMMAND = /^launch/i;

type Command = JournalEventOf<'harness.command'>;

/** A command is written when it has ended. */
const realSpan = ({ command, t, durationMs }: Command, start: Command): CommandSpan => ({
  command,
  beganUs: t - start.t - durationMs * 1000,
  endedUs: t - start.t,
  slackUs: MOST_START_US,
});

/** It takes none of a virtual phone's time. Journals of early versions do not have that time. */
const virtualSpan = ({ command, phoneSeconds }: Command, start: Command): CommandSpan[] => {
  if (phoneSeconds === undefined || start.phoneSeconds === undefined) return [];
  const atUs = (phoneSeconds - start.phoneSeconds) * 1e6;
  return [{ command, beganUs: atUs, endedUs: atUs, slackUs: 0 }];
};
