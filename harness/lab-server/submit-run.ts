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

/** A run as the database takes it: three texts of JSON. */
interface HandedIn {
  readonly manifest: string;
  readonly cooldown: string;
  readonly sessions: string;
}

/** What the database is told of a planned run: no paths of this host, and of each session whom it wants. */
export function asHandedIn({ manifest, cooldown, pools }: Omit<SubmittedRun, 'deadline'>): HandedIn {
  const sessions = manifest.sessions.map(({ device: { id }, launches }) => {
    const pool = pools.get(id);
    const minutes = launches.reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0) / 60;
    return { slot: id, minutes, ...(pool === undefined ? { phone: id } : { pool }) };
  });
  return {
    manifest: JSON.stringify(withoutPaths(manifest)),
    cooldown: JSON.stringify(cooldown),
    sessions: JSON.stringify(sessions),
  };
}

/** Hands a run in, whole or not at all. @throws HeatsoakError `LAB_REFUSED` to anybody but a team */
export async function submitRun(database: Database, submitted: SubmittedRun): Promise<void> {
  const { manifest, cooldown, sessions } = asHandedIn(submitted);
  await database.query('select heatsoak.submit($1, $2, $3, $4, $5)', [
    ...[submitted.manifest.run, manifest, cooldown, submitted.deadline, sessions],
  ]);
}
