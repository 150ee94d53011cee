import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { nearestName } from '../../harness/errors/nearest.ts';
import { sha256OfFile } from '../../harness/files/digest.ts';
import { makeFolder } from '../../harness/files/make-folder.ts';
import { readUserText } from '../../harness/files/read-user-file.ts';
import { writeDocument } from '../../harness/files/write-whole.ts';
import { sha256 } from '../../harness/protocol/sha256.ts';

/** One file that was pulled: which source, which bytes, and what shows that the source has changed. */
export const pulledModel = z.object({
  v: z.literal(1),
  source: z.string(),
  url: z.string(),
  fileName: z.string(),
  sha256,
  sizeBytes: z.number(),
  validator: z.string().nullable(),
  /** The hub's own hash; null where it publishes none. */
  publishedSha256: z.string().nullable(),
  pulledAt: z.iso.datetime(),
});
export type PulledModel = z.infer<typeof pulledModel>;

/** `models/<sha256>/<file name>` holds the bytes, `sources/<hash of the source>.json` says where they came from. */
export class ModelCache {
  private readonly folder: string;

  constructor(cacheDir: string) {
    this.folder = join(cacheDir, 'pulled');
  }

  pathOf({ sha256, fileName }: Pick<PulledModel, 'sha256' | 'fileName'>): string {
    return join(this.folder, 'models', sha256, fileName);
  }

  /** Where a download of this address collects its bytes. */
  async partPath(url: URL): Promise<string> {
    const folder = join(this.folder, 'parts');
    await makeFolder(folder);
    return join(folder, `${hashOf(url.href)}.part`);
  }

  /** What was pulled from the source, or null; the bytes may be gone since. */
  async find(source: string): Promise<PulledModel | null> {
    return readEntry(this.entryPath(source));
  }

  /** Everything that was pulled, by source. */
  async list(): Promise<PulledModel[]> {
    const folder = join(this.folder, 'sources');
    const names = await readdir(folder).catch(() => []);
    const entries = await Promise.all(
      names.filter((name) => name.endsWith('.json')).map((name) => readEntry(join(folder, name))),
    );
    return entries
      .filter((entry) => entry !== null)
      .sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0));
  }

  /** The pulled source that a mistyped one may have meant. */
  async nearest(source: string): Promise<string | undefined> {
    return nearestName(
      source,
      (await this.list()).map((entry) => entry.source),
    );
  }

  /** The path of the bytes with that hash, hashed again; null when they are absent or were changed. */
  async verified(sha256: string): Promise<{ path: string; sizeBytes: number } | null> {
    const folder = join(this.folder, 'models', sha256);
    // Links are not followed: what they lead to is not the cache's.
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      if (!entry.isFile()) continue;
      const path = join(folder, entry.name);
      const found = await sha256OfFile(path).catch(() => null);
      if (found?.sha256 === sha256) return { path, sizeBytes: found.sizeBytes };
    }
    return null;
  }

  /** Takes a whole, verified part file in under its hash; returns where it is now. */
  async take(partPath: string, entry: PulledModel): Promise<string> {
    const path = this.pathOf(entry);
    await mkdir(join(path, '..'), { recursive: true });
    await rename(partPath, path);
    await mkdir(join(this.folder, 'sources'), { recursive: true });
    await writeDocument(this.entryPath(entry.source), entry);
    return path;
  }

  /** True when that file is in the cache with that size; cheap, so not hashed. */
  async has(entry: PulledModel): Promise<boolean> {
    const found = await stat(this.pathOf(entry)).catch(() => null);
    return found?.size === entry.sizeBytes;
  }

  private entryPath(source: string): string {
    return join(this.folder, 'sources', `${hashOf(source)}.json`);
  }
}

async function readEntry(path: string): Promise<PulledModel | null> {
  try {
    return pulledModel.parse(JSON.parse(await readUserText(path)));
  } catch {
    return null;
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
