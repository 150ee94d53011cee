import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keepAttempts } from '../session/bundle-files.ts';
import { toBundledLog } from '../session/plan/bundle.ts';
import { openRunFolder } from '../store/run-folder.ts';
import { ATTEMPTS } from '../store/run-inputs.ts';
import { sealRun, unsealRun } from '../store/seal-run.ts';
import type { Database } from './database.ts';
import { joinPieces } from './host-calls.ts';
import { isCrashReport } from './shipped-files.ts';
import { type LogRow, logIn } from './shipped-sessions.ts';
import { whileNobodyElse } from './while-nobody-else.ts';

interface LatePorts {
  readonly database: Database;
  readonly runs: string;
  readonly say: (message: string) => void;
}

/** An attempt of which something came after its run was closed. */
interface LateAttempt {
  readonly run: string;
  readonly slot: string;
  readonly attempt: number;
  readonly phone: string;
}

/**
 * Puts what came late into `attempts/` of the run folders that stand here, where it is evidence and never scored. Killed at any
 * moment, it is done again. A folder that another coordinator has is left to it.
 */
export async function keepLate({ database, runs, say }: LatePorts): Promise<void> {
  const late = await database.query<LateAttempt>(
    `select run, slot, attempt, a.phone from heatsoak.late join heatsoak.attempt a using (run, slot, attempt)
       join heatsoak.run r using (run) where r.judged_at is not null order by run, slot, attempt`,
  );
  for (const each of late) {
    const folder = join(runs, each.run);
    if (!(await stat(folder).catch(() => null))) continue;
    const kept = await whileNobodyElse(database, each.run, (inside) => keepIn(folder, inside, each));
    if (kept) say(`${each.run}: what ${each.phone} shipped late lies in ${folder}/${ATTEMPTS}`);
  }
}

async function keepIn(path: string, inside: Database, late: LateAttempt): Promise<true | null> {
  const { run, slot, attempt, phone } = late;
  const key = [run, slot, attempt];
  // What comes from now on waits for this transaction, and is put in with the next one.
  const noted = await inside.query(
    'delete from heatsoak.late where run = $1 and slot = $2 and attempt = $3 returning 1',
    key,
  );
  if (noted.length === 0) return null;
  const pieces = await inside.query<{ start: number; bytes: Buffer }>(
    'select start, bytes from heatsoak.journal where run = $1 and slot = $2 and attempt = $3',
    key,
  );
  const rows = await inside.query<LogRow>(
    'select launch, sha256, bytes from heatsoak.log where run = $1 and slot = $2 and attempt = $3 and late order by id',
    key,
  );
  const folder = await openRunFolder(path);
  await unsealRun(path);
  const journal = toBundledLog(joinPieces(pieces));
  const bundle = { v: 1 as const, run, device: phone, journal };
  const logs = rows.filter(({ launch }) => !isCrashReport(launch));
  await keepAttempts(
    folder,
    layers(logs).map((layer) => ({
      ...bundle,
      launches: layer.map((row) => ({ launch: row.launch, log: toBundledLog(logIn(run, row)) })),
    })),
  );
  for (const row of rows.filter(({ launch }) => isCrashReport(launch)))
    await folder.writeBelow(`${ATTEMPTS}/${phone}-${row.launch}`, logIn(run, row));
  await sealRun(path, run);
  await inside.query('update heatsoak.run set archived_at = null where run = $1', [run]);
  return true;
}

/** A bundle has one log of each launch: of those that came several times the first go together, the second, and so on. At least one. */
function layers(rows: readonly LogRow[]): LogRow[][] {
  const found: LogRow[][] = [[]];
  for (const row of rows) {
    const free = found.find((layer) => layer.every(({ launch }) => launch !== row.launch));
    if (free) free.push(row);
    else found.push([row]);
  }
  return found;
}
