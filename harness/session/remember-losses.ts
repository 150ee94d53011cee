import { messageOf } from '../errors/heatsoak-error.ts';
import type { Manifest } from '../experiment/manifest.ts';
import type { PhoneStates } from '../lab/phone-states.ts';
import { readLogs } from '../store/run-folder.ts';
import { lossesIn } from './plan/losses-in.ts';
import type { Progress } from './progress.ts';

interface EndedRun {
  readonly manifest: Manifest;
  readonly folder: { readonly path: string };
  /** Absent: nothing is remembered. */
  readonly phoneStates?: PhoneStates | undefined;
  readonly progress: Progress;
}

/** Tells the lab which phones were lost, and says of which that was once too often. */
export async function rememberLosses(run: EndedRun, sessions: Manifest['sessions']): Promise<void> {
  const { manifest, folder, phoneStates, progress } = run;
  if (!phoneStates) return;
  const { harness } = await readLogs(folder.path, { ...manifest, sessions, reference: null });
  for (const { device } of sessions) {
    const losses = lossesIn(harness.get(device.id)?.events ?? []);
    // A virtual phone is made for its run.
    if (device.udid === null || losses.length === 0) continue;
    const say = (message: string): void =>
      progress({ device: device.id, message, launchesDone: 0, launchesPlanned: 0 });
    try {
      const told = losses.map((loss) => ({ ...loss, run: manifest.run }));
      const began = await phoneStates.note(device.udid, told, new Date());
      if (began)
        say(
          `in quarantine from now on: ${began.why}; next: heatsoak doctor --long --device ${device.id}, which lets it back, or heatsoak devices release ${device.id}`,
        );
    } catch (error) {
      say(`its losses are not remembered: ${messageOf(error)}`);
    }
  }
}
