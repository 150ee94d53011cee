import { join } from 'node:path';
import { launchLogsOf } from '../../experiment/run-files.ts';
import { meanCoolDownSeconds, UNKNOWN_COOL_DOWN_SECONDS } from '../../history/nightly/cool-downs.ts';
import { findRun, LATEST } from '../../store/find-run.ts';
import { readJournalEnd } from '../../store/journal-end.ts';
import { readManifest } from '../../store/read-manifest.ts';

/** Seconds that a phone of this lab will cool down before a launch: as in its newest run, else a guess. */
export async function expectedCoolDownSeconds(runs: string): Promise<number> {
  // The first night has no run before it, and what is damaged is named where runs are read for what they say.
  const told = await findRun(LATEST, runs)
    .then(coolDownSecondsIn)
    .catch(() => null);
  return told ?? UNKNOWN_COOL_DOWN_SECONDS;
}

async function coolDownSecondsIn(folder: string): Promise<number | null> {
  const manifest = await readManifest(folder);
  const journals = manifest.sessions.map(async ({ device }) => {
    const places = launchLogsOf(manifest, device.id);
    return places ? (await readJournalEnd(join(folder, places.journal))).events : [];
  });
  return meanCoolDownSeconds(await Promise.all(journals));
}
