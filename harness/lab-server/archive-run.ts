import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { manifest as manifestSchema } from '../experiment/manifest.ts';
import { sha256OfBytes } from '../files/digest.ts';
import { makeFolder } from '../files/make-folder.ts';
import { type Attempt, attemptThatCounts, type LabSession } from '../lab-plan/attempt-that-counts.ts';
import { type TakingPhone, withPhones } from '../lab-plan/places.ts';
import { keepAttempts, mergeIntoRun } from '../session/bundle-files.ts';
import type { BundledLog } from '../session/plan/bundle.ts';
import { createRunFolder } from '../store/run-folder.ts';
import { SUPERSEDED } from '../store/run-inputs.ts';
import { sealRun } from '../store/seal-run.ts';
import type { Database } from './database.ts';
import { joinPieces } from './host-calls.ts';
import { isCrashReport, placeOf } from './shipped-files.ts';
import { unpackedLog } from './unpacked-log.ts';

/**
 * Makes the run folder as a single host would have left it; what does not count lies beside it in `attempts/`. It appears
 * whole or not at all; one that is there already is taken as it is.
 * @returns its path
 * @throws HeatsoakError `BUNDLE_CHANGED` when a log is not what its host shipped
 */
export async function archiveRun(database: Database, run: string, runs: string): Promise<string> {
  const path = join(runs, run);
  if (await exists(path)) return path;
  const { manifest, sessions } = await readLabRun(database, run);
  await makeFolder(runs);
  const scratch = await mkdtemp(join(runs, `.${run}.`));
  try {
    const folder = await createRunFolder(scratch, manifest);
    for (const session of sessions) {
      const { counts, others } = attemptThatCounts(session, session.attempts);
      await keepAttempts(folder, others);
      if (counts) await mergeIntoRun(folder, [counts]);
      for (const { phone, reports, superseded } of session.attempts) {
        for (const [name, report] of reports) await folder.writeBelow(placeOf(phone, name), report);
        for (const [name, log] of superseded)
          await folder.writeBelow(`${SUPERSEDED}/${phone}/${name}.jsonl`, log);
      }
    }
    await sealRun(folder.path, run);
    await rename(folder.path, path).catch(async (error: unknown) => {
      // Another coordinator was as quick.
      if (!(await exists(path))) throw error;
    });
    return path;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

interface SessionRow extends LabSession {
  readonly slot: string;
  readonly took: TakingPhone | null;
}

async function readLabRun(database: Database, run: string) {
  const [row] = await database.query<{ manifest: unknown }>(
    'select manifest from heatsoak.run where run = $1',
    [run],
  );
  if (!row) throw new HeatsoakError('RUN_UNKNOWN', `the lab has no run ${run}`);
  const rows = await database.query<SessionRow>(
    'select slot, phone, state, attempt, took from heatsoak.session where run = $1 order by slot',
    [run],
  );
  const taken = new Map(rows.flatMap(({ slot, took }) => (took ? [[slot, took] as const] : [])));
  // One after the other: a transaction has one connection, which answers one question at a time.
  const sessions: (SessionRow & { readonly attempts: ShippedAttempt[] })[] = [];
  for (const session of rows)
    sessions.push({ ...session, attempts: await attemptsOf(database, run, session.slot) });
  return { manifest: withPhones(manifestSchema.parse(row.manifest), taken), sessions };
}

interface ShippedAttempt extends Attempt {
  /** What the phone wrote of apps that died. */
  readonly reports: ReadonlyMap<string, Buffer>;
  /** Logs of launches that were measured again, by their names in the run folder. */
  readonly superseded: ReadonlyMap<string, Buffer>;
}

async function attemptsOf(database: Database, run: string, slot: string): Promise<ShippedAttempt[]> {
  const attempts = await database.query<{ attempt: number; phone: string }>(
    'select attempt, phone from heatsoak.attempt where run = $1 and slot = $2 order by attempt',
    [run, slot],
  );
  const found: ShippedAttempt[] = [];
  for (const { attempt, phone } of attempts) {
    const journal = joinPieces(
      await database.query<{ start: number; bytes: Buffer }>(
        'select start, bytes from heatsoak.journal where run = $1 and slot = $2 and attempt = $3',
        [run, slot, attempt],
      ),
    );
    const all = await logsOf(database, [run, slot, attempt]);
    const logs = [...all].flatMap(([name, each]) => each.slice(-1).map((log) => [name, log] as const));
    if (journal.length === 0 && logs.length === 0) continue;
    const superseded = [...all].flatMap(([name, each]) =>
      each.slice(0, -1).map((log, i) => [`${name}-${i + 1}`, log] as const),
    );
    const launches = logs.flatMap(([launch, log]) =>
      isCrashReport(launch) ? [] : [{ launch, log: asLog(log) }],
    );
    const reports = new Map(logs.filter(([name]) => isCrashReport(name)));
    found.push({
      attempt,
      phone,
      bundle: { v: 1, run, device: phone, journal: asLog(journal), launches },
      reports,
      superseded: new Map(superseded),
    });
  }
  return found;
}

/** The logs of each launch, the newest last: one may have been measured again. */
async function logsOf(database: Database, key: readonly [string, string, number]) {
  const rows = await database.query<{ launch: string; sha256: string; bytes: Buffer }>(
    'select launch, sha256, bytes from heatsoak.log where run = $1 and slot = $2 and attempt = $3 order by id',
    key,
  );
  const logs = new Map<string, Buffer[]>();
  for (const { launch, sha256, bytes } of rows) {
    const log = unpackedLog(bytes);
    if (sha256OfBytes(log).sha256 !== sha256)
      throw new HeatsoakError(
        'BUNDLE_CHANGED',
        `the log of ${key[0]}/${launch} is not what its host shipped`,
      );
    logs.set(launch, [...(logs.get(launch) ?? []), log]);
  }
  return logs;
}

function asLog(bytes: Buffer): BundledLog {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') };
}
