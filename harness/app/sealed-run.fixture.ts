import type { JournalBody } from '../experiment/journal-event.ts';
import { sha256OfBytes } from '../files/digest.ts';
import { launchInJournal } from '../measure/planted/agent-run.fixture.ts';
import { createRunFolder } from '../store/run-folder.ts';
import { sealRun } from '../store/seal-run.ts';
import type { SigningKey } from '../store/signing-key.ts';
import { type SimulatedRun, simulatedLogs } from './simulated-run.fixture.ts';

/** A simulated run as a folder under `root`, with journals and seal as a run writes them; returns its path. */
export async function writeSealedRun(root: string, options: SimulatedRun, key?: SigningKey): Promise<string> {
  const { manifest, launches } = simulatedLogs(options);
  const folder = await createRunFolder(root, manifest);
  for (const { device, launches: planned } of manifest.sessions) {
    const journal = await folder.openJournal(device.id, () => 0);
    await journal.append(sessionEvent(device.id, 'started'));
    for (const [i, launch] of planned.entries()) {
      const text = launches.get(`${device.id}/${launch.id}`);
      if (text !== undefined) await folder.saveLaunchLog(device.id, launch.id, Buffer.from(text));
      for (const body of launchInJournal(manifest, launch, planned[i - 1], endOf(text)))
        await journal.append(body);
    }
    await journal.append(sessionEvent(device.id, 'finished'));
    await journal.close();
  }
  await sealRun(folder.path, manifest.run, { key });
  return folder.path;
}

const sessionEvent = (device: string, outcome: 'started' | 'finished'): JournalBody => ({
  type: 'harness.session',
  device,
  outcome,
  wallClock: '2026-01-01T03:00:00.000Z',
  message: null,
});

const endOf = (log: string | undefined) =>
  ({
    outcome: log === undefined ? 'crashed' : 'finished',
    message: null,
    log: log === undefined ? null : sha256OfBytes(Buffer.from(log)),
  }) as const;
