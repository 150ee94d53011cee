import { messageOf } from '../errors/heatsoak-error.ts';
import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import type { Leases } from '../lab/leases.ts';
import type { PhoneStates } from '../lab/phone-states.ts';
import { isRestartDue } from '../lab/restart-policy.ts';
import { withLeases } from './hold-leases.ts';
import type { Progress } from './progress.ts';

/** Restarts phones before a run. */
export interface Restarts {
  /** @returns whether the phone came back by itself, with its developer image */
  restart(udid: string): Promise<boolean>;
  /** Until a phone that has just started is at rest. */
  settle(): Promise<void>;
}

interface BeginningRun {
  readonly manifest: Pick<Manifest, 'run' | 'sessions'>;
  readonly leases: Leases;
  readonly phoneStates?: PhoneStates | undefined;
  /** Absent: no phone is restarted. */
  readonly restarts?: Restarts | undefined;
  readonly progress: Progress;
}

/** Restarts the phones that their lab wants restarted every night, side by side. One that does not come back is found by the preflight. */
export async function restartPhones(run: BeginningRun): Promise<void> {
  const { manifest, phoneStates, restarts } = run;
  if (!restarts || !phoneStates) return;
  const due: (PlannedSession & { readonly udid: string })[] = [];
  for (const session of manifest.sessions) {
    const { restart, udid } = session.device;
    if (restart !== 'nightly' || udid === null) continue;
    if (isRestartDue(await phoneStates.restartOf(udid), new Date())) due.push({ ...session, udid });
  }
  if (due.length === 0) return;
  await withLeases(run, due, async () => {
    await Promise.all(
      due.map(({ device, udid }) => restartOne(device.id, udid, { ...run, phoneStates, restarts })),
    );
    await restarts.settle();
  });
}

interface Restarting extends Pick<BeginningRun, 'progress'> {
  readonly phoneStates: PhoneStates;
  readonly restarts: Restarts;
}

async function restartOne(
  device: string,
  udid: string,
  { phoneStates, restarts, progress }: Restarting,
): Promise<void> {
  const say = (message: string): void => progress({ device, message, launchesDone: 0, launchesPlanned: 0 });
  say('restarting');
  try {
    const worked = await restarts.restart(udid);
    await phoneStates.noteRestart(udid, { at: new Date().toISOString(), worked });
    if (!worked)
      say(
        `it did not come back by itself, and is not restarted again; next: heatsoak doctor --device ${device}`,
      );
  } catch (error) {
    say(`not restarted: ${messageOf(error)}`);
  }
}
