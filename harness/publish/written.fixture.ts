import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outlet, Publication, Publisher } from './publisher.ts';

const nowhere: Outlet = { env: {}, command: () => undefined };

/** The texts of the files that a publisher writes. */
export async function written(publisher: Publisher, publication: Publication): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-publish-'));
  try {
    const paths = await publisher.publish({ ...publication, folder }, nowhere);
    return await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  } finally {
    await rm(folder, { recursive: true });
  }
}
