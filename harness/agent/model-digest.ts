import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { artefactList } from '../protocol/artefact-list.ts';

/** SHA-256 of a model as it lies on the device, in flat memory: of its file, or of the list of its files' hashes. */
export async function modelDigest(modelPath: string, files?: readonly string[]): Promise<string> {
  if (!files) return fileDigest(modelPath);
  const listed: { name: string; sha256: string }[] = [];
  for (const name of files) listed.push({ name, sha256: await fileDigest(join(dirname(modelPath), name)) });
  return createHash('sha256').update(artefactList(listed)).digest('hex');
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash);
  return hash.digest('hex');
}
