import { messageOf } from '../errors/heatsoak-error.ts';
import { type Artefacts, artefactsAt } from '../experiment/artefacts.ts';
import type { Manifest } from '../experiment/manifest.ts';
import type { Seal } from '../experiment/seal.ts';
import { sha256OfFile } from '../files/digest.ts';
import type { ColdProbe } from '../lab/cold-probe.ts';
import type { CooldownPolicy } from '../lab/devices-file.ts';
import type { Leases } from '../lab/leases.ts';
import type { PhoneStates } from '../lab/phone-states.ts';
import { mustHaveAgents } from '../lab/swift-agent.ts';
import { readArtefacts } from '../store/read-artefacts.ts';
import { createRunFolder, type RunFolder } from '../store/run-folder.ts';
import { sealRun, unsealRun } from '../store/seal-run.ts';
import type { SigningKey } from '../store/signing-key.ts';
import { withLeases, withRunFolder } from './hold-leases.ts';
import { type ReadVocabulary, type Vocabularies, vocabulariesOf } from './keep-pieces.ts';
import type { OpenLab } from './phone-slot.ts';
import { type ExaminePhones, runPreflight } from './preflight.ts';
import type { Progress } from './progress.ts';
import { runQuality } from './quality.ts';
import { runReference } from './reference.ts';
import { rememberLosses } from './remember-losses.ts';
import { type Restarts, restartPhones } from './restart-phones.ts';
import { runClock } from './run-clock.ts';
import { runSession } from './session.ts';
import { slotOf } from './slot-of.ts';
import { unfinishedSessions } from './unfinished-sessions.ts';

/** What a run needs of the world outside its folder. */
export interface RunPorts {
  readonly leases: Leases;
  readonly cooldown: CooldownPolicy;
  readonly coldProbe?: ColdProbe | undefined;
  /** Absent: the run folder has the ids of answers, and no texts. */
  readonly readVocabulary?: ReadVocabulary | undefined;
  /** Remembers phones that were lost; absent: nobody does. */
  readonly phoneStates?: PhoneStates | undefined;
  /** Absent: no phone is restarted before the run. */
  readonly restarts?: Restarts | undefined;
  /** Absent: no phone is examined before the run. */
  readonly examine?: ExaminePhones | undefined;
  /** Opens servers and phones, whose logs go into the run's folder; called after the leases are held. */
  readonly openLab: (folder: string) => Promise<OpenLab>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** The clock of the run's journals, µs; absent: by this host's. */
  readonly nowUs?: (() => number) | undefined;
  /** Signs the seal of the run; absent: it is not signed. */
  readonly signWith?: SigningKey | undefined;
}

/** A planned run, and everything outside that it needs. */
export interface RunRequest extends RunPorts {
  readonly manifest: Manifest;
  /** Folder that holds the run folders, such as `runs`. */
  readonly root: string;
}

/** A run whose folder exists: just made, or to be gone on with. */
export interface ContinuedRun extends RunPorts {
  readonly manifest: Manifest;
  readonly folder: RunFolder;
}

/**
 * One run: manifest → preflight → reference → quality → leases → every phone side by side → release → seal.
 * @returns the run's folder, also when it was interrupted
 * @throws HeatsoakError for what stops a run before its first launch: a leased phone, one that is not fit, no Swift agent, no
 * folder, no server
 */
export async function performRun(request: RunRequest): Promise<RunFolder> {
  mustHaveAgents(request.manifest);
  await mustBeFree(request, request.manifest.sessions);
  await restartPhones(request);
  const folder = await createRunFolder(request.root, request.manifest);
  const run = { ...request, folder };
  await withRunFolder(folder.path, request.manifest.run, () =>
    thenSealed(run, null, () => doWhatIsLeft(run)),
  );
  return folder;
}

/** A phone that is busy now is said before a reference of minutes; it is held only when it is needed. */
const mustBeFree = (run: RunPorts & Pick<RunRequest, 'manifest'>, sessions: Manifest['sessions']) =>
  withLeases(run, sessions, async () => undefined);

/**
 * Does what is left of a run: launches of the reference, variants whose quality is not known, and every session that has
 * not finished. Of a run that is complete nothing is left.
 * @throws HeatsoakError as `performRun`, and `RUN_BUSY` while another process measures the run
 */
export async function continueRun(run: ContinuedRun): Promise<void> {
  await withRunFolder(run.folder.path, run.manifest.run, async () => {
    mustHaveAgents(run.manifest);
    await mustBeFree(run, await unfinishedSessions(run.folder.path, run.manifest));
    const before = await unsealRun(run.folder.path);
    await thenSealed(run, before, () => doWhatIsLeft(run));
  });
}

/**
 * However the work ends, what lies in the folder then is sealed. Where the disk does not take the seal, that is said here and
 * by whoever reads the run: what was measured has its verdict all the same.
 */
async function thenSealed(run: ContinuedRun, before: Seal | null, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    const { folder, manifest, signWith: key } = run;
    await sealRun(folder.path, manifest.run, { before, key }).catch((error: unknown) =>
      sayFailed(run, 'not sealed', error),
    );
  }
}

/** What failed after everything was measured is no reason to lose the verdict. */
const sayFailed = ({ progress }: Pick<RunPorts, 'progress'>, what: string, error: unknown): void =>
  progress({
    device: 'run',
    message: `${what}: ${messageOf(error)}`,
    launchesDone: 0,
    launchesPlanned: 0,
    lost: true,
  });

async function doWhatIsLeft(run: ContinuedRun): Promise<void> {
  const { manifest, folder, signal, readVocabulary } = run;
  const nowUs = run.nowUs ?? runClock(manifest.startedAt);
  await unlessAborted(signal, async () =>
    runPreflight({ ...run, nowUs }, await unfinishedSessions(folder.path, manifest)),
  );
  const artefacts = artefactsAt(await readArtefacts(folder.path, manifest));
  const vocabularies = readVocabulary && vocabulariesOf(artefacts, readVocabulary);
  const prepared = { ...run, nowUs, artefacts, vocabularies };
  await unlessAborted(signal, () => runReference(prepared));
  await unlessAborted(signal, () => runQuality(prepared));
  if (signal.aborted) return;
  const sessions = await unfinishedSessions(folder.path, manifest);
  if (sessions.length === 0) return;
  await withLeases(run, sessions, () => runSessions(prepared, sessions));
}

interface Prepared extends ContinuedRun {
  readonly nowUs: () => number;
  readonly artefacts: Artefacts;
  readonly vocabularies: Vocabularies | undefined;
}

async function runSessions(run: Prepared, sessions: Manifest['sessions']): Promise<void> {
  const lab = await run.openLab(run.folder.path);
  try {
    // Each is found before the first one starts: sessions under way must not lose their lab.
    const slots = sessions.map((planned) => ({ planned, slot: slotOf(lab, planned) }));
    await Promise.all(slots.map((session) => runSession({ ...run, ...session, digest: sha256OfFile })));
    await rememberLosses(run, sessions);
  } finally {
    await lab.close().catch((error: unknown) => sayFailed(run, 'the lab was not taken down', error));
  }
}

/** An interrupted reference leaves a partial run, not an error. */
async function unlessAborted(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
