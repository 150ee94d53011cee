import type { JournalEventOf } from '../../experiment/journal-event.ts';
import { endSeen } from '../launch-end.ts';
import type { LaunchCheck } from './check.ts';

type Outcome = JournalEventOf<'harness.launch'>['outcome'];

/** What the harness saw of a launch from outside: a log that was cut does not know what cut it. */
const ended = (outcome: Outcome, code: string, words: string, rule: string): LaunchCheck => ({
  code,
  rule,
  effect: 'note',
  find({ planned }, { harness }) {
    const last = endSeen(harness, planned.id);
    return last?.outcome === outcome ? `the launch ${words}: ${last.message ?? 'no reason known'}` : null;
  },
});

export const outcomeChecks: readonly LaunchCheck[] = [
  ended('crashed', 'launch-crashed', 'crashed', 'the app lives until its agent has finished'),
  ended('timed-out', 'launch-timed-out', 'was given up', 'a launch ends within four times its expected time'),
  ended('failed', 'launch-failed', 'failed', 'the agent finishes without a failure'),
  ended(
    'interrupted',
    'launch-interrupted',
    'was interrupted',
    'a launch that was interrupted is measured again',
  ),
];
