import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { sha256OfBytes } from '../files/digest.ts';
import type { Attempt, LabSession } from '../lab-plan/attempt-that-counts.ts';
import type { TakingPhone } from '../lab-plan/places.ts';
import { toBundledLog } from '../session/plan/bundle.ts';
import type { Database } from './database.ts';
import { joinPieces } from './host-calls.ts';
import { isCrashReport } from './shipped-files.ts';
import { unpackedLog } from './unpacked-log.ts';

/** A session of a run, as it ended. */
export interface SessionRow extends LabSession {
  readonly slot: string;
  /** Of a place: the phone that took it. */
  readonly took: TakingPhone | null;
}

/** What one claim of a session left. */
export interface ShippedAttempt extends Attempt {
  /** What the phone wrote of apps that died, by name. */
  readonly reports: ReadonlyMap<string, Buffer>;
  /** Logs of launches that were measured again, by their names in the run folder. */
  readonly superseded: ReadonlyMap<string, Buffer>;
}

/** The sessions of a run, without what they left. */
export const sessionsOf = (database: Database, run: string): Promise<SessionRow[]> =>
  database.query<SessionRow>(
    'select slot, phone, state, attempt, took from heatsoak.session where run = $1 order by slot',
    [run],
  );

/** Sessions that are read with one question: a night of hundreds is neither asked for one by one nor held whole. */
const SESSIONS_AT_ONCE = 16;

/**
 * What the attempts of sessions had left when the run was closed, some sessions at a time, in order.
 * @throws HeatsoakError `BUNDLE_CHANGED` when a log is not what its host shipped
 */
export async function* shippedAttempts<S extends { readonly slot: string }>(
  database: Database,
  run: string,
  sessions: readonly S[],
): AsyncGenerator<{ readonly session: S; readonly attempts: readonly ShippedAttempt[] }> {
  for (let first = 0; first < sessions.length; first += SESSIONS_AT_ONCE) {
    const some = sessions.slice(first, first + SESSIONS_AT_ONCE);
    const evidence = await evidenceOf(
      database,
      run,
      some.map(({ slot }) => slot),
    );
    for (const session of some) yield { session, attempts: attemptsIn(evidence, run, session.slot) };
  }
}

interface AttemptRow {
  readonly slot: string;
  readonly attempt: number;
}

interface Evidence {
  readonly attempts: readonly (AttemptRow & { readonly phone: string })[];
  readonly pieces: readonly (AttemptRow & { readonly start: number; readonly bytes: Buffer })[];
  /** In the order in which they came. */
  readonly logs: readonly (AttemptRow & LogRow)[];
}

/** A log, or a crash report, as the database has it. */
export interface LogRow {
  readonly launch: string;
  readonly sha256: string;
  readonly bytes: Buffer;
}

/** One question after the other: a transaction has one connection, which answers one at a time. */
async function evidenceOf(database: Database, run: string, slots: readonly string[]): Promise<Evidence> {
  const ask = <R extends AttemptRow>(text: string): Promise<R[]> => database.query<R>(text, [run, slots]);
  return {
    attempts: await ask(
      'select slot, attempt, phone from heatsoak.attempt where run = $1 and slot = any ($2) order by attempt',
    ),
    pieces: await ask(
      'select slot, attempt, start, bytes from heatsoak.journal where run = $1 and slot = any ($2) and not late',
    ),
    logs: await ask(
      'select slot, attempt, launch, sha256, bytes from heatsoak.log where run = $1 and slot = any ($2) and not late order by id',
    ),
  };
}

function attemptsIn({ attempts, pieces, logs }: Evidence, run: string, slot: string): ShippedAttempt[] {
  return attempts
    .filter((each) => each.slot === slot)
    .flatMap(({ attempt, phone }) => {
      const isOwn = (row: AttemptRow): boolean => row.slot === slot && row.attempt === attempt;
      const journal = joinPieces(pieces.filter(isOwn));
      const all = byLaunch(run, logs.filter(isOwn));
      if (journal.length === 0 && all.size === 0) return [];
      const newest = [...all].flatMap(([name, each]) => each.slice(-1).map((log) => [name, log] as const));
      const superseded = [...all].flatMap(([name, each]) =>
        each.slice(0, -1).map((log, i) => [`${name}-${i + 1}`, log] as const),
      );
      const launches = newest.flatMap(([launch, log]) =>
        isCrashReport(launch) ? [] : [{ launch, log: toBundledLog(log) }],
      );
      return [
        {
          ...{ attempt, phone, superseded: new Map(superseded) },
          bundle: { v: 1 as const, run, device: phone, journal: toBundledLog(journal), launches },
          reports: new Map(newest.filter(([name]) => isCrashReport(name))),
        },
      ];
    });
}

/** The logs of each launch, the newest last: one may have been measured again. */
function byLaunch(run: string, rows: readonly LogRow[]): Map<string, Buffer[]> {
  const logs = new Map<string, Buffer[]>();
  for (const row of rows) logs.set(row.launch, [...(logs.get(row.launch) ?? []), logIn(run, row)]);
  return logs;
}

/** A log as its host shipped it. @throws HeatsoakError `BUNDLE_CHANGED` when it is not */
export function logIn(run: string, { launch, sha256, bytes }: LogRow): Buffer {
  const log = unpackedLog(bytes);
  if (sha256OfBytes(log).sha256 === sha256) return log;
  throw new HeatsoakError('BUNDLE_CHANGED', `the log of ${run}/${launch} is not what its host shipped`);
}
