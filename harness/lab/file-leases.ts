import { randomUUID } from 'node:crypto';
import { link, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { makeFolder } from '../files/make-folder.ts';
import { isAlive, owner, thisProcess } from '../files/owner.ts';
import { readUserText } from '../files/read-user-file.ts';
import { writeFlushed } from '../files/write-flushed.ts';
import type { Lease, LeaseRequest, Leases } from './leases.ts';

const leaseFile = owner.extend({ run: z.string(), since: z.string() });
type Holder = z.infer<typeof leaseFile>;

const LONGEST_CLAIM_MS = 5000;
const BETWEEN_TRIES_MS = 50;
/**
 * All tries together take longer than `LONGEST_CLAIM_MS`, so that a claim that a killed run left behind is removed in one of
 * them.
 */
const TRIES = 200;

/**
 * Leases as files of one folder, one a device, for all runs of one host. A lease whose holder's process is gone is taken over.
 */
export const fileLeases = (folder: string): Leases => ({ take: (request) => takeLease(folder, request) });

async function takeLease(folder: string, request: LeaseRequest): Promise<Lease> {
  const path = join(folder, `${request.device}.lease.json`);
  const mine: Holder = { ...thisProcess(), run: request.run, since: request.now.toISOString() };
  try {
    await makeFolder(folder).catch((cause: unknown) => {
      throw unwritable(request.device, path, cause);
    });
    for (let attempt = 0; attempt < TRIES; attempt++) {
      if (await createWhole(path, JSON.stringify(mine))) return { release: () => releaseOwn(path, mine) };
      const text = await textOf(path);
      if (text === null) continue;
      const holder = holderIn(text);
      if (holder && isAlive(holder)) throw leased(request.device, holder, path);
      await removeDead(path, text);
    }
  } catch (cause) {
    throw cause instanceof HeatsoakError ? cause : unwritable(request.device, path, cause);
  }
  throw new HeatsoakError(
    'DEVICE_LEASE_CONTESTED',
    `the lease of ${request.device} is being taken by several runs at once`,
    { where: path, hint: 'start the run again' },
  );
}

const leased = (device: string, holder: Holder, path: string): HeatsoakError =>
  new HeatsoakError(
    'DEVICE_LEASED',
    `${device} is busy with run ${holder.run} (process ${holder.pid} on ${holder.host}) since ${holder.since}`,
    {
      where: path,
      hint: `wait for that run, stop it, or name another phone with --device; if no such run is left, delete ${path}`,
    },
  );

const unwritable = (device: string, path: string, cause: unknown): HeatsoakError =>
  new HeatsoakError('LEASE_UNWRITABLE', `the lease of ${device} cannot be taken: ${messageOf(cause)}`, {
    where: path,
    hint: 'name a folder that every user of these phones may write to in HEATSOAK_LEASES',
    cause,
  });

/** The file appears with its content or not at all: one that is being written would look like one that was cut. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    await writeFlushed(part, text, 'wx');
    await link(part, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(part, { force: true });
  }
}

/** Null for a file that is gone. */
async function textOf(path: string): Promise<string | null> {
  return readUserText(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Null for an incomplete file, whose holder died while it wrote. */
function holderIn(text: string): Holder | null {
  try {
    return leaseFile.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Only the holder of the claim removes, after it has read the lease once more: of two runs that find a dead holder the slower one would
 * else remove the lease that the faster one has taken since.
 */
async function removeDead(path: string, text: string): Promise<void> {
  const claim = `${path}.takeover`;
  if (!(await createWhole(claim, ''))) return afterClaim(claim);
  try {
    if ((await textOf(path)) === text) await rm(path, { force: true });
  } finally {
    await rm(claim, { force: true });
  }
}

/** A claim is held for some milliseconds; an older one is of a process that was killed in them. */
async function afterClaim(claim: string): Promise<void> {
  const { mtimeMs } = await stat(claim).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
  if (Date.now() - mtimeMs > LONGEST_CLAIM_MS) await rm(claim, { force: true });
  await setTimeout(BETWEEN_TRIES_MS);
}

async function releaseOwn(path: string, mine: Holder): Promise<void> {
  const holder = holderIn((await textOf(path)) ?? '');
  if (holder?.pid === mine.pid && holder.run === mine.run) await rm(path, { force: true });
}
