import { withoutPaths } from '../experiment/artefacts.ts';
import type { Manifest } from '../experiment/manifest.ts';
import type { CooldownPolicy } from '../lab/devices-file.ts';
import type { Database } from './database.ts';

/** A planned run as it is handed in. */
export interface SubmittedRun {
  readonly manifest: Manifest;
  readonly cooldown: CooldownPolicy;
  /** Sessions on any phone of this model, by the id of the planned device. */
  readonly pools: ReadonlyMap<string, string>;
  /** When it is judged by what there is; null: when all sessions have ended. */
  readonly deadline: Date | null;
}

/** Hands a run in, whole or not at all. @throws HeatsoakError `LAB_REFUSED` to anybody but a team */
export async function submitRun(
  database: Database,
  { manifest, cooldown, pools, deadline }: SubmittedRun,
): Promise<void> {
  const sessions = manifest.sessions.map(({ device: { id }, launches }) => {
    const pool = pools.get(id);
    const minutes = launches.reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0) / 60;
    return { slot: id, minutes, ...(pool === undefined ? { phone: id } : { pool }) };
  });
  await database.query('select heatsoak.submit($1, $2, $3, $4, $5)', [
    manifest.run,
    JSON.stringify(withoutPaths(manifest)),
    JSON.stringify(cooldown),
    deadline,
    JSON.stringify(sessions),
  ]);
}
