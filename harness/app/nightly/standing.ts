import { unfinishedSessions } from '../../session/unfinished-sessions.ts';
import { readManifest } from '../../store/read-manifest.ts';
import { readLogs } from '../../store/run-folder.ts';
import type { Standing } from './perform-night.ts';

/** How far a run has come, by its journals and its launches' logs. @param folder the run folder */
export async function standingOf(folder: string): Promise<Standing> {
  const manifest = await readManifest(folder);
  const { launches } = await readLogs(folder, manifest);
  const unfinished = await unfinishedSessions(folder, manifest);
  const phones = manifest.sessions.map(({ device }) => `${device.id}/`);
  const measured = [...launches].filter(
    ([key, log]) =>
      phones.some((phone) => key.startsWith(phone)) &&
      log.events.some(({ type }) => type === 'trial.finished'),
  );
  return { unfinished: unfinished.map(({ device }) => device.id), launches: measured.length };
}
