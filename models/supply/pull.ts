import { constants, copyFile, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { didYouMean } from '../../harness/errors/nearest.ts';
import { sha256OfFile } from '../../harness/files/digest.ts';
import { isProcessAlive } from '../../harness/files/process-alive.ts';
import { refuseBeginning, refuseContent } from './accept-file.ts';
import { reserveDisk } from './disk-room.ts';
import { type Download, type DownloadLimits, download } from './download.ts';
import type { ModelCache, PulledModel } from './model-cache.ts';
import { type ModelSource, shownUrl } from './model-source.ts';
import { removePart } from './part-file.ts';

export interface PullRequest {
  readonly source: ModelSource;
  readonly cache: ModelCache;
  /** What the bytes must be; null: nobody said. */
  readonly sha256: string | null;
  readonly offline: boolean;
  /** Fetch although the cache has the source. */
  readonly again: boolean;
  readonly token: string | null;
  readonly limits: DownloadLimits;
  readonly now: Date;
  readonly progress: Download['progress'];
  readonly retrying: Download['retrying'];
  readonly wait: Download['wait'];
}

export interface Pulled {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly from: 'cache' | 'network';
  /** What the bytes were compared with; `none`: their hash is only recorded. */
  readonly verifiedAgainst: 'sha256-option' | 'published' | 'none';
}

/**
 * A model file from the cache, else from the network into the cache. A file has its final name only once it is what its name says and its hash
 * is right.
 * @throws HeatsoakError `PULL_OFFLINE`, `PULL_HASH_DIFFERS`, `PULL_BUSY`, `PULL_NOT_MODEL`, `DISK_FULL` or what `download` throws
 */
export async function pullModel(request: PullRequest): Promise<Pulled> {
  const cached = request.again ? null : await fromCache(request);
  if (cached) return cached;
  if (request.offline) throw await notHere(request);
  const partPath = await request.cache.partPath(request.source.url);
  const lock = await lockPart(partPath, request.source);
  try {
    return await fetchInto(request, partPath);
  } finally {
    await rm(lock, { force: true });
  }
}

async function fromCache({ cache, source, sha256 }: PullRequest): Promise<Pulled | null> {
  const entry = await cache.find(source.name);
  const wanted = sha256 ?? entry?.sha256;
  const found = wanted === undefined ? null : await cache.verified(wanted);
  if (!found || wanted === undefined) return null;
  const published = entry?.publishedSha256 === wanted ? 'published' : 'none';
  return { ...found, sha256: wanted, from: 'cache', verifiedAgainst: sha256 ? 'sha256-option' : published };
}

async function fetchInto(request: PullRequest, partPath: string): Promise<Pulled> {
  const { source, cache, token, limits, progress, retrying, wait } = request;
  const part = await discarding(partPath, async () => {
    const fetched = await download({
      url: source.url,
      token,
      partPath,
      limits,
      progress,
      retrying,
      wait,
      reserve: (bytes) => reserveDisk(partPath, bytes),
      accept: (start, mediaType) => refuseBeginning(source, start, mediaType),
    });
    await refuseContent(source, partPath, fetched.state.sizeBytes !== null);
    return fetched;
  });
  const found = await sha256OfFile(partPath);
  const { publishedSha256, validator } = part.state;
  const expected = request.sha256 ?? publishedSha256;
  if (expected !== null && expected !== found.sha256) {
    await part.remove();
    throw wrongBytes(request, expected, found.sha256);
  }
  const entry: PulledModel = {
    v: 1,
    source: source.name,
    url: source.url.href,
    fileName: source.fileName,
    ...found,
    validator,
    publishedSha256,
    pulledAt: request.now.toISOString(),
  };
  const path = await cache.take(partPath, entry);
  await part.remove();
  const verifiedAgainst = request.sha256 ? 'sha256-option' : publishedSha256 ? 'published' : 'none';
  return { path, ...found, from: 'network', verifiedAgainst };
}

/** Bytes that are not what is wanted are not kept for another attempt. */
async function discarding<T>(partPath: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HeatsoakError && (error.code === 'PULL_NOT_MODEL' || error.code === 'PULL_ENDLESS'))
      await removePart(partPath);
    throw error;
  }
}

function wrongBytes({ source, sha256 }: PullRequest, expected: string, found: string): HeatsoakError {
  const by = sha256 ? '--sha256 says' : 'the hub publishes';
  return new HeatsoakError(
    'PULL_HASH_DIFFERS',
    `${source.name} has SHA-256 ${found}; ${by} ${expected}. The bytes were discarded`,
    {
      where: shownUrl(source.url),
      hint: 'pull once more; if it stays so, the file or the hash is not what you mean',
    },
  );
}

async function notHere({ cache, source, sha256 }: PullRequest): Promise<HeatsoakError> {
  const near = await cache.nearest(source.name);
  const what = sha256 ? `nothing with SHA-256 ${sha256} is` : `${source.name} is not`;
  return new HeatsoakError(
    'PULL_OFFLINE',
    `${what} in the cache${didYouMean(near === source.name ? null : near)}`,
    { where: source.name, hint: 'pull it once without --offline' },
  );
}

/** Two processes must not write one part file. A lock whose process is gone is taken over. */
async function lockPart(partPath: string, source: ModelSource): Promise<string> {
  const path = `${partPath}.lock`;
  const own = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      // A link appears with its content: a lock without a number would be taken for a dead one.
      await writeFile(own, String(process.pid));
      await place(own, path);
      return path;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(path, 'utf8').catch(() => ''));
      if (holder > 0 && isProcessAlive(holder)) throw busy(source, holder);
      await rm(path, { force: true });
    } finally {
      await rm(own, { force: true });
    }
  }
  throw busy(source, 0);
}

const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Some file systems know no links (exFAT, network shares); an exclusive copy is the next best. */
async function place(own: string, path: string): Promise<void> {
  try {
    await link(own, path);
  } catch (error) {
    if (!WITHOUT_LINKS.has((error as { code?: string }).code ?? '')) throw error;
    await copyFile(own, path, constants.COPYFILE_EXCL);
  }
}

const busy = (source: ModelSource, pid: number): HeatsoakError =>
  new HeatsoakError('PULL_BUSY', `${source.name} is being pulled by process ${pid}`, {
    hint: 'wait for it; the file is then in the cache',
  });
