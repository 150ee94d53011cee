import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { HeatsoakError } from '../protocol/error.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly run: string;
  readonly since: string;
}

/** The right to use one device; released once, by whoever took it. */
export interface Lease {
  release(): Promise<void>;
}

interface LeaseRequest {
  /** Folder of the lease files, one a device. */
  readonly folder: string;
  readonly device: string;
  readonly run: string;
  readonly now: Date;
}

/**
 * Takes the lease of a device. A lease whose holder's process is gone is taken over.
 * @throws HeatsoakError `DEVICE_LEASED` with the holder's run, process and time
 */
export async function takeLease(request: LeaseRequest): Promise<Lease> {
  await mkdir(request.folder, { recursive: true });
  const path = join(request.folder, `${request.device}.lease.json`);
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    run: request.run,
    since: request.now.toISOString(),
  };
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await createExclusive(path, JSON.stringify(mine))) return { release: () => releaseOwn(path, mine) };
    const holder = await readHolder(path);
    if (holder && isAlive(holder)) throw leased(request.device, holder);
    await rm(path, { force: true });
  }
  throw new HeatsoakError(
    'DEVICE_LEASE_CONTESTED',
    `the lease of ${request.device} is being taken by several runs at once`,
    {
      kind: 'device',
      hint: 'start the run again',
    },
  );
}

function leased(device: string, holder: Holder): HeatsoakError {
  return new HeatsoakError(
    'DEVICE_LEASED',
    `${device} is busy with run ${holder.run} (process ${holder.pid} on ${holder.host}) since ${holder.since}`,
    { kind: 'device', hint: 'wait for that run, stop it, or name another phone with --device' },
  );
}

async function createExclusive(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Null for a file that is gone or was cut while being written: its holder died. */
async function readHolder(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

/** A process on another host cannot be asked, so its lease stands. */
function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function releaseOwn(path: string, mine: Holder): Promise<void> {
  const holder = await readHolder(path);
  if (holder?.pid === mine.pid && holder.run === mine.run) await rm(path, { force: true });
}
