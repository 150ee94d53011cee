import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileProblem } from '../errors/file-problem.ts';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { pathsIn, withoutPaths } from '../experiment/artefacts.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { type Journal, readJournal } from '../experiment/read-journal.ts';
import { makeFolder } from '../files/make-folder.ts';
import { mostBytes, readUserText } from '../files/read-user-file.ts';
import { writeDocument, writeWhole } from '../files/write-whole.ts';
import type { RunLogs as ReadLogs } from '../measure/measure.ts';
import { type EventLog, readLog } from '../protocol/read-log.ts';
import { type EventJournal, openJournal } from './event-journal.ts';
import { ARTEFACTS } from './read-artefacts.ts';
import { readManifest } from './read-manifest.ts';
import { keepSuperseded, setAside } from './superseded-log.ts';

/** `runs/<run-id>/`: manifest, event logs, and what was derived from them. */
export interface RunFolder {
  readonly path: string;
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

const EVENTS = 'events';
/** Stands beside the devices' journals; no device id has an underscore. */
export const QUALITY_JOURNAL = '_quality';
const REFERENCE = 'reference';
/** The agent's log of a reference launch, relative to the run folder. */
export const referenceLog = (launch: string): string => join(REFERENCE, launch, 'events.jsonl');
/** Logs of launches that were measured again. They are evidence, and never scored. */
const SUPERSEDED = 'superseded';

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
    openJournal: (device, nowUs) => openJournal(join(path, EVENTS, `${device}.jsonl`), nowUs),
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

/**
 * Reads all that a run left, however it ended.
 * @throws HeatsoakError `RUN_UNREADABLE` when there is no manifest, for then nothing had been measured, or when a log that
 * is there cannot be read; `RUN_NEWER` for what a later Heatsoak wrote
 */
export async function readRun(path: string): Promise<RunLogs> {
  return readLogs(path, await readManifest(path));
}

/** The logs of what a manifest plans, or of a part of it; a log that is not there is left out. */
export async function readLogs(path: string, manifest: Manifest): Promise<RunLogs> {
  const harness = new Map<string, Journal>();
  const launches = new Map<string, EventLog>();
  const devices = [...manifest.sessions, ...(manifest.reference ? [manifest.reference] : [])];
  for (const device of devices.map((each) => each.device.id)) {
    const places = launchLogsOf(manifest, device);
    if (!places) continue;
    await readInto(harness, readJournal, device, join(path, places.journal));
    for (const { launch, name } of places.launches)
      await readInto(launches, readLog, `${device}/${launch}`, join(path, name));
  }
  if (manifest.source)
    await readInto(harness, readJournal, QUALITY_JOURNAL, join(path, EVENTS, `${QUALITY_JOURNAL}.jsonl`));
  return { manifest, harness, launches };
}

/** Where a device's files lie, relative to the run folder. */
export interface DeviceLogs {
  readonly journal: string;
  readonly launches: readonly { readonly launch: string; readonly name: string }[];
}

/** The files of a phone, of the reference's host or of `_quality`; null for a device that the run does not have. */
export function launchLogsOf(manifest: Manifest, device: string): DeviceLogs | null {
  const journal = join(EVENTS, `${device}.jsonl`);
  if (device === QUALITY_JOURNAL) return { journal, launches: [] };
  const named = (
    launches: readonly { readonly id: string }[],
    nameOf: (id: string) => string,
  ): DeviceLogs => ({
    journal,
    launches: launches.map(({ id }) => ({ launch: id, name: nameOf(id) })),
  });
  const session = manifest.sessions.find((each) => each.device.id === device);
  if (session) return named(session.launches, (id) => join(EVENTS, device, `${id}.jsonl`));
  const { reference } = manifest;
  return reference?.device.id === device ? named(reference.launches, referenceLog) : null;
}

async function readInto<L>(
  logs: Map<string, L>,
  read: (text: string) => L,
  key: string,
  path: string,
): Promise<void> {
  const text = await readUserText(path, mostBytes.log).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new HeatsoakError('RUN_UNREADABLE', `cannot read the log ${path}: ${messageOf(error)}`, {
      where: path,
      hint: 'copy the run folder again from where the run was made, or check its permissions',
      cause: error,
    });
  });
  if (text !== null) logs.set(key, read(text));
}
