import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileProblem } from '../errors/file-problem.ts';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { pathsIn, withoutPaths } from '../experiment/artefacts.ts';
import type { FileDigest } from '../experiment/file-digest.ts';
import { type Sealing, sealingOf } from '../experiment/input-findings.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { type Journal, readJournal } from '../experiment/read-journal.ts';
import { EVENTS, journalKeepers, journalOf, launchLogsOf, REFERENCE } from '../experiment/run-files.ts';
import { sha256OfBytes, sha256OfFile } from '../files/digest.ts';
import { makeFolder } from '../files/make-folder.ts';
import { mostBytes, readUserFile } from '../files/read-user-file.ts';
import { writeDocument, writeWhole } from '../files/write-whole.ts';
import type { RunLogs as ReadLogs } from '../measure/measure.ts';
import { type EventLog, readLog } from '../protocol/read-log.ts';
import { type EventJournal, openJournal } from './event-journal.ts';
import { ARTEFACTS } from './read-artefacts.ts';
import { readManifestFile } from './read-manifest.ts';
import { inputDigests, SUPERSEDED } from './run-inputs.ts';
import { openSeal, readSeal, writeSeal } from './seal-file.ts';
import { keepSuperseded, setAside } from './superseded-log.ts';

/** `runs/<run-id>/`: manifest, event logs, and what was derived from them. */
export interface RunFolder {
  readonly path: string;
  /** A journal that is begun says first what the manifest holds. */
  openJournal(device: string, nowUs: () => number): Promise<EventJournal>;
  /** Keeps one launch's agent log as it came; one of an earlier attempt at the launch is moved to `superseded/`. */
  saveLaunchLog(device: string, launch: string, bytes: Uint8Array): Promise<void>;
  /** Moves the log of an earlier attempt at a launch to `superseded/`, so that it is never taken for that of the next. */
  supersedeLaunchLog(device: string, launch: string): Promise<void>;
  /** Folder in which a reference agent works; made if absent. The log of an earlier attempt is moved to `superseded/`. */
  referenceFolder(launch: string): Promise<string>;
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** As `write`, and makes the folders of a path such as `events/phone/l0.jsonl`. */
  writeBelow(name: string, content: string | Uint8Array): Promise<string>;
}

/** Every log of a run, and what it set out to do. */
export interface RunLogs extends ReadLogs {
  readonly manifest: Manifest;
}

/** The same, and whether it is as it was when the run ended. */
export interface SealedLogs extends RunLogs {
  readonly sealing: Sealing;
}

/**
 * Makes the folder of a new run with its manifest. It appears under its name only when both are there,
 * so that a kill at any moment leaves a folder that reads, or none.
 * @throws HeatsoakError `RUN_FOLDER` when it cannot be made, or is there already
 */
export async function createRunFolder(root: string, manifest: Manifest): Promise<RunFolder> {
  const path = join(root, manifest.run);
  let scratch: string | null = null;
  try {
    await makeFolder(root);
    // Of its own for each maker: two runs that begin together must not remove each other's.
    scratch = await mkdtemp(join(root, `.${manifest.run}.`));
    const part = join(scratch, manifest.run);
    await makeFolder(join(part, EVENTS));
    await writeDocument(join(part, 'manifest.json'), withoutPaths(manifest));
    await writeDocument(join(part, ARTEFACTS), pathsIn(manifest));
    await writeSeal(part, openSeal(manifest.run), 'none');
    await rename(part, path);
  } catch (cause) {
    const why = cause instanceof HeatsoakError ? cause.message : fileProblem(cause);
    throw new HeatsoakError('RUN_FOLDER', `cannot make the run folder ${path}: ${why}`, {
      where: path,
      hint: 'name another folder with --out; check the disk and its permissions',
      cause,
    });
  } finally {
    if (scratch !== null) await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
  }
  return openRunFolder(path);
}

/** The folder of a run that exists. */
export function openRunFolder(path: string): RunFolder {
  return {
    path,
    async openJournal(device, nowUs) {
      const journal = await openJournal(join(path, journalOf(device)), nowUs);
      if (journal.before.length === 0) await beginWithManifest(journal, join(path, 'manifest.json'));
      return journal;
    },
    async saveLaunchLog(device, launch, bytes) {
      const log = join(path, EVENTS, device, `${launch}.jsonl`);
      await makeFolder(join(path, EVENTS, device));
      await keepSuperseded(log, bytes, join(path, SUPERSEDED, device));
      await writeWhole(log, bytes);
    },
    supersedeLaunchLog: (device, launch) =>
      setAside(join(path, EVENTS, device, `${launch}.jsonl`), join(path, SUPERSEDED, device)),
    async referenceFolder(launch) {
      const folder = join(path, REFERENCE, launch);
      await makeFolder(folder);
      // The agent appends to the log that it finds: two attempts in one file would be read as one launch.
      await setAside(join(folder, 'events.jsonl'), join(path, SUPERSEDED, REFERENCE), launch);
      return folder;
    },
    async write(name, content) {
      await writeWhole(join(path, name), content);
      return join(path, name);
    },
    async writeBelow(name, content) {
      await makeFolder(dirname(join(path, name)));
      await writeWhole(join(path, name), content);
      return join(path, name);
    },
  };
}

async function beginWithManifest(journal: EventJournal, manifest: string): Promise<void> {
  try {
    await journal.append({ type: 'harness.manifest', ...(await sha256OfFile(manifest)) });
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/**
 * Reads all that a run left, however it ended, and holds it against its seal.
 * @throws HeatsoakError `RUN_UNREADABLE` when there is no manifest, for then nothing had been measured, or when a log that
 * is there cannot be read; `RUN_NEWER` for what a later Heatsoak wrote
 */
export async function readRun(path: string): Promise<SealedLogs> {
  const { manifest, digest } = await readManifestFile(path);
  const read = new Map([['manifest.json', digest]]);
  const logs = await readLogs(path, manifest, read);
  const files = await inputDigests(path, read);
  const sealing = sealingOf({ manifest, journals: logs.harness, files, ...(await readSeal(path)) });
  return { ...logs, sealing };
}

/**
 * The logs of what a manifest plans, or of a part of it; a log that is not there is left out.
 * @param read is told what each file held; absent: nothing is hashed
 */
export async function readLogs(
  path: string,
  manifest: Manifest,
  read?: Map<string, FileDigest>,
): Promise<RunLogs> {
  const harness = new Map<string, Journal>();
  const launches = new Map<string, EventLog>();
  const textOf = async (name: string): Promise<string | null> => {
    const bytes = await readLogFile(join(path, name));
    if (bytes !== null) read?.set(name, sha256OfBytes(bytes));
    return bytes?.toString('utf8') ?? null;
  };
  for (const keeper of journalKeepers(manifest)) {
    const places = launchLogsOf(manifest, keeper);
    if (!places) continue;
    const journal = await textOf(places.journal);
    if (journal !== null) harness.set(keeper, readJournal(journal));
    for (const { launch, name } of places.launches) {
      const log = await textOf(name);
      if (log !== null) launches.set(`${keeper}/${launch}`, readLog(log));
    }
  }
  return { manifest, harness, launches };
}

/** Null for a log that is not there. */
async function readLogFile(path: string): Promise<Buffer | null> {
  return readUserFile(path, mostBytes.log).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new HeatsoakError('RUN_UNREADABLE', `cannot read the log ${path}: ${messageOf(error)}`, {
      where: path,
      hint: 'copy the run folder again from where the run was made, or check its permissions',
      cause: error,
    });
  });
}
