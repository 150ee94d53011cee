import { PROTOCOL_VERSION } from '../../protocol/event-fields.ts';
import type { LogOrder } from '../log-order.ts';
import type { LaunchCheck } from './check.ts';

/** Checks that the log is complete, in order and readable. */
export const logChecks: readonly LaunchCheck[] = [
  {
    code: 'launch-missing',
    rule: 'every planned launch leaves a log; a missing one never passes',
    effect: 'note',
    find: ({ status }) => (status === 'missing' ? 'the launch left no log' : null),
  },
  {
    code: 'launch-partial',
    rule: 'a log ends with agent.finished',
    effect: 'note',
    find: ({ status, trials }) =>
      status === 'partial' ? `the log ends after ${trials.length} trials: crash, kill or lost phone` : null,
  },
  {
    code: 'sequence-gap',
    rule: 'sequence numbers have no gaps: a line that is gone may have said why the launch does not count',
    effect: 'excludes',
    find: ({ sequenceGaps }) => (sequenceGaps > 0 ? `${sequenceGaps} gaps in the log's sequence` : null),
  },
  {
    code: 'event-count',
    rule: 'agent.finished counts the lines up to itself',
    effect: 'excludes',
    find: ({ order: { end } }) =>
      end !== null && end.said !== end.numbered
        ? `the log says that it has ${end.said} lines, its last one is number ${end.numbered}`
        : null,
  },
  {
    code: 'log-disordered',
    rule: 'a log is of one start, one model and one end, each trial once, and its times do not fall',
    effect: 'excludes',
    find: ({ order, status }) => (status === 'missing' ? null : disorder(order)),
  },
  {
    code: 'unknown-events',
    rule: 'every event type is known',
    effect: 'note',
    find: ({ unknownEvents }) => (unknownEvents > 0 ? `${unknownEvents} lines of unknown types` : null),
  },
  {
    code: 'other-protocol-version',
    rule: `every line is of protocol version ${PROTOCOL_VERSION}`,
    effect: 'excludes',
    find: ({ otherVersions }) =>
      otherVersions.length > 0
        ? `the log has lines of protocol version ${otherVersions.join(', ')}: use the Heatsoak that matches the agent, or update the app`
        : null,
  },
  {
    code: 'unreadable-lines',
    rule: 'every line is a valid event: one that cannot be read may have said why the launch does not count',
    effect: 'excludes',
    find: ({ problems }) =>
      problems.length > 0 ? `${problems.length} lines cannot be read: ${problems[0] ?? ''}` : null,
  },
  {
    code: 'fault',
    rule: 'the agent reports no fault',
    effect: 'note',
    find: ({ faults }) =>
      faults.length > 0 ? faults.map(({ code, message }) => `${code}: ${message}`).join('; ') : null,
  },
];

function disorder(order: LogOrder): string | null {
  const { beginnings, beginsWithStart, doubledTrials, contradicted, fallingTimes, afterEnd } = order;
  if (beginnings > 1) return `the log begins ${beginnings} times`;
  if (!beginsWithStart) return 'the log does not begin with its agent';
  if (doubledTrials.length > 0) return `trial ${doubledTrials[0]} stands in the log more than once`;
  if (contradicted.length > 0) return `the log says two things as ${contradicted[0]}`;
  if (fallingTimes > 0) return `${fallingTimes} lines are earlier than the one before them`;
  return afterEnd > 0 ? `${afterEnd} lines stand after the end of the log` : null;
}
