import type { JournalEventOf } from '../../experiment/journal-event.ts';
import type { LaunchCheck } from './check.ts';

/** What the harness saw of a launch from outside: a log that was cut does not know what cut it. */
const endOf = (
  outcome: JournalEventOf<'harness.launch'>['outcome'],
  code: string,
  rule: string,
): LaunchCheck => ({
  code,
  rule,
  effect: 'note',
  find({ planned }, { harness }) {
    const last = harness?.events.findLast(
      (event): event is JournalEventOf<'harness.launch'> =>
        event.type === 'harness.launch' && event.launch === planned.id,
    );
    return last?.outcome === outcome
      ? `the launch ${WORDS[outcome]}: ${last.message ?? 'no reason known'}`
      : null;
  },
});

const WORDS: Readonly<Record<JournalEventOf<'harness.launch'>['outcome'], string>> = {
  started: 'was begun and has no end',
  finished: 'finished',
  crashed: 'crashed',
  'timed-out': 'was given up',
  failed: 'failed',
  interrupted: 'was interrupted',
};

export const outcomeChecks: readonly LaunchCheck[] = [
  endOf('crashed', 'launch-crashed', 'the app lives until its agent has finished'),
  endOf('timed-out', 'launch-timed-out', 'a launch ends within four times its expected time'),
  endOf('failed', 'launch-failed', 'the agent finishes without a failure'),
  endOf('interrupted', 'launch-interrupted', 'a launch that was interrupted is measured again'),
];
