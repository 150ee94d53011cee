import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { type Journal, readJournal } from '../experiment/read-journal.ts';
import { writeDocument, writeWhole } from '../files/write-whole.ts';
import { type EventLog, readLog } from '../protocol/read-log.ts';
import { type EventJournal, openJournal } from './event-journal.ts';
import { readManifest } from './read-manifest.ts';

/** `runs/<run-id>/`: manifest, event logs, and what was derived from them. */
export interface RunFolder {
  readonly path: string;
  openJournal(device: string, nowUs: () => number): Promise<EventJournal>;
  /** Keeps one launch's agent log as it came. */
  saveLaunchLog(device: string, launch: string, bytes: Uint8Array): Promise<void>;
  /** Folder in which a reference agent works; made if absent. */
  referenceFolder(launch: string): Promise<string>;
  write(name: string, content: string | Uint8Array): Promise<string>;
}

/** Every log of a run, keyed by device, or `device/launch`. */
export interface RunLogs {
  readonly manifest: Manifest;
  readonly harness: ReadonlyMap<string, Journal>;
  readonly launches: ReadonlyMap<string, EventLog>;
}

const EVENTS = 'events';
/** Stands beside the devices' journals; no device id has an underscore. */
export const QUALITY_JOURNAL = '_quality';
const REFERENCE = 'reference';

/**
 * Makes the folder of a new run with its manifest. It appears under its name only when both are there,
 * so that a kill at any moment leaves a folder that reads, or none.
 * @throws HeatsoakError `RUN_FOLDER` when it cannot be made, or is there already
 */
export async function createRunFolder(root: string, manifest: Manifest): Promise<RunFolder> {
  const path = join(root, manifest.run);
  const part = join(root, `.${manifest.run}.part`);
  try {
    await rm(part, { recursive: true, force: true });
    await mkdir(join(part, EVENTS), { recursive: true });
    await writeDocument(join(part, 'manifest.json'), manifest);
    await rename(part, path);
  } catch (cause) {
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
    throw new HeatsoakError('RUN_FOLDER', `cannot make the run folder ${path}: ${messageOf(cause)}`, {
      where: path,
      hint: 'name another folder with --out; check the disk and its permissions',
      cause,
    });
  }
  return openRunFolder(path);
}

/** The folder of a run that exists. */
export function openRunFolder(path: string): RunFolder {
  return {
    path,
    openJournal: (device, nowUs) => openJournal(join(path, EVENTS, `${device}.jsonl`), nowUs),
    async saveLaunchLog(device, launch, bytes) {
      await mkdir(join(path, EVENTS, device), { recursive: true });
      await writeWhole(join(path, EVENTS, device, `${launch}.jsonl`), bytes);
    },
    async referenceFolder(launch) {
      const folder = join(path, REFERENCE, launch);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    async write(name, content) {
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
  for (const { device, launches: planned } of manifest.sessions) {
    await readInto(harness, readJournal, device.id, join(path, EVENTS, `${device.id}.jsonl`));
    for (const launch of planned) {
      await readInto(
        launches,
        readLog,
        `${device.id}/${launch.id}`,
        join(path, EVENTS, device.id, `${launch.id}.jsonl`),
      );
    }
  }
  if (manifest.reference) {
    const { device, launches: planned } = manifest.reference;
    await readInto(harness, readJournal, device.id, join(path, EVENTS, `${device.id}.jsonl`));
    for (const launch of planned) {
      await readInto(
        launches,
        readLog,
        `${device.id}/${launch.id}`,
        join(path, REFERENCE, launch.id, 'events.jsonl'),
      );
    }
  }
  if (manifest.source)
    await readInto(harness, readJournal, QUALITY_JOURNAL, join(path, EVENTS, `${QUALITY_JOURNAL}.jsonl`));
  return { manifest, harness, launches };
}

async function readInto<L>(
  logs: Map<string, L>,
  read: (text: string) => L,
  key: string,
  path: string,
): Promise<void> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new HeatsoakError('RUN_UNREADABLE', `cannot read the log ${path}: ${messageOf(error)}`, {
      where: path,
      hint: 'copy the run folder again from where the run was made, or check its permissions',
      cause: error,
    });
  });
  if (text !== null) logs.set(key, read(text));
}
