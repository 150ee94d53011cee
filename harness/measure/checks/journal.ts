import type { JournalEvent } from '../../experiment/journal-event.ts';
import type { LaunchCheck, LaunchContext, SessionCheck } from './check.ts';
import { isReference } from './is-reference.ts';

/** Both are read from one line, of which one may have gone through a division. */
const ROUNDING_SECONDS = 1e-3;

/** Whether the journal of the phone has such an event of the launch. */
const isRecorded = ({ harness }: LaunchContext, isOne: (event: JournalEvent) => boolean): boolean =>
  harness?.events.some(isOne) ?? false;

/** The gate stands between the launch that ran before and the start of this one; a start that nobody wrote down has no place. */
function isCooledBefore(events: readonly JournalEvent[], launch: string): boolean {
  const isStart = (event: JournalEvent): boolean =>
    event.type === 'harness.launch' && event.outcome === 'started';
  const start = events.findLastIndex(
    (event) => isStart(event) && 'launch' in event && event.launch === launch,
  );
  const before = start < 0 ? events : events.slice(0, start);
  const gate = before.findLastIndex((event) => event.type === 'cooldown' && event.launch === launch);
  return gate >= 0 && (start < 0 || !before.slice(gate).some(isStart));
}

/** Checks that the harness wrote down what it did for a launch. */
export const journalLaunchChecks: readonly LaunchCheck[] = [
  {
    code: 'cool-down-missing',
    rule: 'every launch on a phone passes the cool-down gate, which is written down',
    effect: 'doubts',
    find({ status, planned }, context) {
      if (status === 'missing' || isReference(context)) return null;
      return isCooledBefore(context.harness?.events ?? [], planned.id)
        ? null
        : 'the journal has no cool-down before the launch';
    },
  },
  {
    code: 'log-length-differs',
    rule: 'a log ends when it ended as it was fetched from the phone',
    effect: 'excludes',
    find({ planned, order, status }, { harness }) {
      const end = harness?.events.findLast(
        (event) =>
          event.type === 'harness.launch' && event.launch === planned.id && event.outcome !== 'started',
      );
      const fetched = end?.type === 'harness.launch' ? (end.agentSeconds ?? null) : null;
      if (status !== 'complete' || fetched === null || order.lastUs === null) return null;
      const found = order.lastUs / 1e6;
      return Math.abs(found - fetched) > ROUNDING_SECONDS
        ? `the log ends after ${found.toFixed(3)} s, when it was fetched it ended after ${fetched.toFixed(3)} s`
        : null;
    },
  },
  {
    code: 'launch-unrecorded',
    rule: 'the journal has the start of every launch',
    effect: 'doubts',
    find({ status, planned }, context) {
      if (status === 'missing' || isReference(context)) return null;
      const isStart = (event: JournalEvent): boolean =>
        event.type === 'harness.launch' && event.launch === planned.id && event.outcome === 'started';
      return isRecorded(context, isStart) ? null : 'the journal does not have the start of the launch';
    },
  },
];

/** Checks the journal itself. */
export const journalSessionChecks: readonly SessionCheck[] = [
  {
    // Journals that were exchanged would vouch for installs, cool-downs and ends that were another phone's.
    code: 'other-journal',
    rule: 'a journal is of the phone whose name it has',
    effect: 'invalidates',
    find({ harness, device }) {
      const other = harness?.events.find(
        (event) => event.type === 'harness.session' && event.device !== device.id,
      );
      return other?.type === 'harness.session'
        ? `the journal of ${device.name} is that of the phone ${other.device}`
        : null;
    },
  },
  {
    // A line that was torn by a killed writer leaves no gap: the next one takes its number.
    code: 'journal-gaps',
    rule: 'the journal of a phone has every line that was written: what is gone may be a command, a fault, a lost phone',
    effect: 'doubts',
    find({ harness, device }) {
      const gaps = harness?.gaps.length ?? 0;
      return gaps > 0 ? `the journal of ${device.name} has ${gaps} gaps` : null;
    },
  },
  {
    code: 'journal-unreadable',
    rule: 'every line of a journal can be read; one that a killed writer left torn cannot',
    effect: 'note',
    find({ harness, device }) {
      const lines = (harness?.problems.length ?? 0) + (harness?.unknown.length ?? 0);
      return lines > 0 ? `${lines} lines of the journal of ${device.name} cannot be read` : null;
    },
  },
];
