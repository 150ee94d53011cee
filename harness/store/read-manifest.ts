import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileProblem } from '../errors/file-problem.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { schemaProblem } from '../errors/schema-problem.ts';
import type { FileDigest } from '../experiment/file-digest.ts';
import { MANIFEST_VERSION, type Manifest, manifest } from '../experiment/manifest.ts';
import { sha256OfBytes } from '../files/digest.ts';
import { mostBytes, readUserFile } from '../files/read-user-file.ts';

/** The plan of a run that exists. @throws HeatsoakError `RUN_UNREADABLE`, or `RUN_NEWER` for a later manifest version */
export const readManifest = async (folder: string): Promise<Manifest> =>
  (await readManifestFile(folder)).manifest;

/** The same, and what its file holds. */
export async function readManifestFile(
  folder: string,
): Promise<{ readonly manifest: Manifest; readonly digest: FileDigest }> {
  const where = join(folder, 'manifest.json');
  const { content, digest } = await contentOf(folder, where);
  const version = (content as { readonly v?: unknown } | null)?.v;
  if (typeof version === 'number' && version > MANIFEST_VERSION) {
    throw new HeatsoakError(
      'RUN_NEWER',
      `${folder} was written by a newer Heatsoak: manifest version ${version}`,
      {
        where,
        hint: `this one reads version ${MANIFEST_VERSION}: npm install heatsoak@latest`,
      },
    );
  }
  const parsed = manifest.safeParse(content);
  if (parsed.success) return { manifest: parsed.data, digest };
  throw new HeatsoakError('RUN_UNREADABLE', `${where}: ${schemaProblem(parsed.error, manifest)}`, {
    where,
    hint: 'a manifest is never edited: copy it again from where the run was made',
  });
}

async function contentOf(
  folder: string,
  where: string,
): Promise<{ readonly content: unknown; readonly digest: FileDigest }> {
  try {
    const bytes = await readUserFile(where, mostBytes.json);
    return { content: JSON.parse(bytes.toString('utf8')), digest: sha256OfBytes(bytes) };
  } catch (cause) {
    if (cause instanceof HeatsoakError) throw cause;
    const why =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no manifest.json in it' : fileProblem(cause);
    throw new HeatsoakError('RUN_UNREADABLE', `${folder} is not a run folder: ${why}`, {
      where,
      hint: (await newestInside(folder)) ?? 'name a folder under runs/, such as runs/<run-id>',
      cause,
    });
  }
}

/** People name the folder of all runs where one run is meant. */
async function newestInside(folder: string): Promise<string | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const newest = names
    .map((entry) => entry.name)
    .sort()
    .at(-1);
  return newest ? `did you mean ${join(folder, newest)}?` : null;
}
