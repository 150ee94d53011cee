import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { manifest as manifestSchema } from '../experiment/manifest.ts';
import { makeFolder } from '../files/make-folder.ts';
import { attemptThatCounts } from '../lab-plan/attempt-that-counts.ts';
import { withPhones } from '../lab-plan/places.ts';
import { keepAttempts, mergeIntoRun } from '../session/bundle-files.ts';
import { createRunFolder } from '../store/run-folder.ts';
import { SUPERSEDED } from '../store/run-inputs.ts';
import { sealRun } from '../store/seal-run.ts';
import type { Database } from './database.ts';
import { placeOf } from './shipped-files.ts';
import { type SessionRow, sessionsOf, shippedAttempts } from './shipped-sessions.ts';

/**
 * Closes a run whose sessions have ended: what hosts ship of it from now on is late. Whoever ships at this moment is waited for.
 * A run that is closed stays as it was closed first.
 */
export const closeRun = (database: Database, run: string): Promise<void> =>
  database.transaction(async (inside) => {
    await inside.query('select 1 from heatsoak.run where run = $1 for update', [run]);
    await inside.query('update heatsoak.run set closed_at = now() where run = $1 and closed_at is null', [
      run,
    ]);
  });

/**
 * Makes the folder of a run that is closed, as a single host would have left it; what does not count lies beside it in `attempts/`.
 * It appears whole or not at all; one that is there already is taken as it is.
 * @returns its path
 * @throws HeatsoakError `BUNDLE_CHANGED` when a log is not what its host shipped
 */
export async function archiveRun(database: Database, run: string, runs: string): Promise<string> {
  const path = join(runs, run);
  if (await exists(path)) return path;
  const sessions = await sessionsOf(database, run);
  const manifest = await manifestOf(database, run, sessions);
  await makeFolder(runs);
  const scratch = await mkdtemp(join(runs, `.${run}.`));
  try {
    const folder = await createRunFolder(scratch, manifest);
    for await (const { session, attempts } of shippedAttempts(database, run, sessions)) {
      const { counts, others } = attemptThatCounts(session, attempts);
      await keepAttempts(folder, others);
      if (counts) await mergeIntoRun(folder, [counts]);
      for (const { phone, reports, superseded } of attempts) {
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

/** What was planned, with the phones that took its places. */
async function manifestOf(database: Database, run: string, sessions: readonly SessionRow[]) {
  const [row] = await database.query<{ manifest: unknown }>(
    'select manifest from heatsoak.run where run = $1',
    [run],
  );
  if (!row) throw new HeatsoakError('RUN_UNKNOWN', `the lab has no run ${run}`);
  const taken = new Map(sessions.flatMap(({ slot, took }) => (took ? [[slot, took] as const] : [])));
  return withPhones(manifestSchema.parse(row.manifest), taken);
}
