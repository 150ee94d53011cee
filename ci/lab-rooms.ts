import { inHarness, type Room } from './room.ts';

/** A lab of many hosts: what is decided, and what does it. */
export const labRooms: readonly Room[] = [
  {
    folder: 'harness/lab-plan/',
    holds:
      'a lab of many hosts: fair tags, places of a pool, which attempt counts, when a session is given up',
    rooms: inHarness('session/plan', 'experiment', 'errors'),
    packages: [],
    pure: true,
  },
  {
    folder: 'harness/lab-server/',
    holds: 'a lab of many hosts: its database and queue, what a host and a coordinator do with them',
    rooms: inHarness(
      ...['lab-plan', 'session', 'session/plan', 'store', 'lab', 'history', 'experiment'],
      ...['files', 'protocol', 'errors'],
    ),
    packages: ['node:', '@opentelemetry/api', 'pg', 'pg-boss', 'zod'],
  },
];
