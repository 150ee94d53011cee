import type { Code } from './code.ts';

/** Codes of a lab of many hosts: its database, its queue, its workers. */
export const labCodes = {
  LAB_DRIVER_MISSING: {
    kind: 'install',
    meaning: 'The packages that talk to the database of a lab are not installed.',
    remedy: 'npm install pg pg-boss, in the versions that the hint names; one host needs neither.',
  },
  LAB_UNREACHABLE: {
    kind: 'host',
    meaning: "The lab's database cannot be reached, or lets nobody in by this name.",
    remedy: 'Check the address, the certificates and that PostgreSQL runs.',
  },
  LAB_NOT_READY: {
    kind: 'usage',
    meaning: "The database has no lab in it, or an older version's.",
    remedy: 'heatsoak lab init --database postgres://… as the owner of the database.',
  },
  LAB_NEWER: {
    kind: 'usage',
    meaning: 'The lab was set up by a newer Heatsoak.',
    remedy: 'npm install heatsoak@latest',
  },
  LAB_SCHEMA_CHANGED: {
    kind: 'usage',
    meaning: 'A migration that was applied to the database is not the one that this Heatsoak has.',
    remedy: 'Use the Heatsoak that set the lab up; a migration is never edited.',
  },
  LAB_REFUSED: {
    kind: 'usage',
    meaning: 'The lab does not let this host, team or person do that.',
    remedy: 'The message says what was asked; the owner of the lab gives roles with heatsoak lab invite.',
  },
  LAB_CERTIFICATE_FAILED: {
    kind: 'host',
    meaning: 'No certificate could be made.',
    remedy: 'Install openssl 1.1.1 or newer; the folder of --authority must be writable.',
  },
  LAB_SCHEDULE_UNKNOWN: {
    kind: 'usage',
    meaning: 'The team has no schedule of this name in the lab.',
    remedy: 'heatsoak lab schedule list shows them.',
  },
  LAB_NOT_JUDGED: {
    kind: 'device',
    meaning: 'A run of a lab that was waited for was not judged in time; it goes on.',
    remedy: 'heatsoak lab status shows how far it is; wait longer, or give it a deadline.',
  },
  LAB_WAIT_INTERRUPTED: {
    kind: 'interrupted',
    meaning: 'Waiting for the verdict of a run of a lab was ended; the run goes on.',
    remedy: 'heatsoak lab status shows how far it is, heatsoak lab cancel ends it.',
  },
  LAB_HISTORY_LARGE: {
    kind: 'usage',
    meaning: 'More values of the history of a lab were asked for than a process holds.',
    remedy: '--device or --metric asks for fewer; heatsoak lab export writes all of them as Parquet.',
  },
  LAB_PHONES_LACKING: {
    kind: 'usage',
    meaning: 'The lab has too few phones for what was submitted.',
    remedy: 'heatsoak lab phones lists them.',
  },
} as const satisfies Record<string, Code>;
