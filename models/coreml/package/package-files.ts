import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../../harness/errors/heatsoak-error.ts';
import { readUserText, refuseIrregularFile } from '../../../harness/files/read-user-file.ts';
import { writeFlushed } from '../../../harness/files/write-flushed.ts';

/** Where the parts of an `.mlpackage` stand; the manifest's paths are relative to `Data`. */
const MODEL = 'com.apple.CoreML/model.mlmodel';
/** What a model that was converted here names as its author. */
export const PACKAGE_AUTHOR = 'Heatsoak';
const WEIGHTS = 'com.apple.CoreML/weights';
export const modelPath = (folder: string): string => join(folder, 'Data', MODEL);
export const weightsPath = (folder: string): string => join(folder, 'Data', WEIGHTS, 'weight.bin');
export const manifestPath = (folder: string): string => join(folder, 'Manifest.json');

/** Apple's `Manifest.json`, version 1.0.0: the parts of the package by made-up identifiers. */
const manifestFile = z.object({
  fileFormatVersion: z.literal('1.0.0'),
  itemInfoEntries: z.record(
    z.string(),
    z.object({ author: z.string(), description: z.string().optional(), name: z.string(), path: z.string() }),
  ),
  rootModelIdentifier: z.string(),
});

/**
 * Refuses what is no part of a package: one that is not there, a link that leads out of it (a package is a stranger's), and what is
 * no file.
 * @throws Error that says so, with the part's path in the package
 */
export async function packagePart(folder: string, path: string): Promise<void> {
  const part = relative(folder, path);
  const [outer, inner] = [await realpath(folder), await realpath(path).catch(() => null)];
  if (inner === null) throw new Error(`${part} is missing`);
  if (!inner.startsWith(outer + sep)) throw new Error(`${part} is a link that leads out of the package`);
  await refuseIrregularFile(inner).catch((error: unknown) => {
    throw new Error(messageOf(error).replace(inner, part), { cause: error });
  });
}

/** Makes the folders of a package that does not exist yet. */
export async function makeFolders(folder: string): Promise<void> {
  await mkdir(join(folder, 'Data', WEIGHTS), { recursive: true });
}

/** Writes model and manifest; identifiers come from `seed`, so equal inputs give equal packages. */
export async function writeModelFiles(folder: string, model: Uint8Array, seed: string): Promise<void> {
  const [root, weights] = [identifier(seed, 'model'), identifier(seed, 'weights')];
  const author = 'com.apple.CoreML';
  const manifest: z.infer<typeof manifestFile> = {
    fileFormatVersion: '1.0.0',
    itemInfoEntries: {
      [root]: { author, description: 'CoreML Model Specification', name: 'model.mlmodel', path: MODEL },
      [weights]: { author, description: 'CoreML Model Weights', name: 'weights', path: WEIGHTS },
    },
    rootModelIdentifier: root,
  };
  await writeFlushed(modelPath(folder), model, 'wx');
  await writeFlushed(manifestPath(folder), Buffer.from(`${JSON.stringify(manifest, null, 4)}\n`), 'wx');
}

/** An upper-case UUID, as Apple's tools write them. */
function identifier(seed: string, part: string): string {
  const hex = createHash('sha256').update(`${seed} ${part}`).digest('hex').toUpperCase();
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/**
 * What is wrong with the package's manifest, as sentences: it must name the model and the weights where they are, and
 * nothing outside the package.
 * @param hasWeights whether the model refers to a file of weights; neural networks, pipelines and trees hold their own
 */
export async function manifestProblems(folder: string, hasWeights = true): Promise<string[]> {
  const text = await manifestText(folder).catch((error: unknown) => ({ problem: messageOf(error) }));
  if (typeof text !== 'string') return [text.problem];
  const parsed = manifestFile.safeParse(parseJson(text));
  if (!parsed.success) return ['Manifest.json is not one of version 1.0.0'];
  const { itemInfoEntries, rootModelIdentifier } = parsed.data;
  const paths = Object.values(itemInfoEntries).map(({ path }) => path);
  const root = itemInfoEntries[rootModelIdentifier]?.path;
  return [
    ...(root === MODEL ? [] : [`Manifest.json names ${root ?? 'nothing'} as the model, not ${MODEL}`]),
    ...(paths.includes(WEIGHTS) || !hasWeights ? [] : ['Manifest.json does not name the weights']),
    ...paths
      .filter((path) => path !== MODEL && path !== WEIGHTS)
      .map((path) => `Manifest.json names ${path}, which is no part of a package`),
  ];
}

async function manifestText(folder: string): Promise<string> {
  await packagePart(folder, manifestPath(folder));
  return readUserText(manifestPath(folder));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
