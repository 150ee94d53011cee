import { PROTOCOL_VERSION } from '../../protocol/event-fields.ts';
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
    rule: 'sequence numbers have no gaps',
    effect: 'note',
    find: ({ sequenceGaps }) => (sequenceGaps > 0 ? `${sequenceGaps} gaps in the log's sequence` : null),
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
    rule: 'every line is a valid event',
    effect: 'note',
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
