import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { writeWhole } from '../files/write-whole.ts';
import { HeatsoakError } from '../protocol/error.ts';
import { filesInPack } from './git-pack.ts';

/** `models/ggml-vocab-phi-3.gguf` of llama.cpp: the real Phi-3 vocabulary (MIT), inside node-llama-cpp's source bundle. */
const SHA256 = '967d7190d11c4842eab697079d98d56c2116e10eb617be355a2733bfc132e326';
const SIZE_BYTES = 726_019;

/**
 * The path of the vocabulary file, taken out of node-llama-cpp's git bundle once and cached. Needs neither git nor network.
 * @throws HeatsoakError `VOCABULARY_MISSING` when the installed node-llama-cpp does not carry it
 */
export async function vocabularyFile(cacheDir: string): Promise<string> {
  const path = join(cacheDir, 'phi3-vocabulary.gguf');
  if (await isWhole(path)) return path;
  const bundle = bundlePath();
  const found = bundle === null ? null : await vocabularyIn(bundle);
  if (!found) {
    throw new HeatsoakError(
      'VOCABULARY_MISSING',
      `${bundle ?? 'node-llama-cpp'} does not hold the Phi-3 vocabulary`,
      {
        ...(bundle === null ? {} : { where: bundle }),
        kind: 'host',
        hint: 'npm ci installs the version of node-llama-cpp that does',
      },
    );
  }
  await mkdir(cacheDir, { recursive: true });
  await writeWhole(path, found);
  return path;
}

async function vocabularyIn(bundle: string): Promise<Buffer | null> {
  const files = filesInPack(await readFile(bundle), (size) => size === SIZE_BYTES, isVocabulary);
  return files.next().value ?? null;
}

/** The package exports no path to its folder, so it is looked for as Node looks for packages. */
export function bundlePath(): string | null {
  const folders = createRequire(import.meta.url).resolve.paths('node-llama-cpp') ?? [];
  const bundles = folders.map((folder) => join(folder, 'node-llama-cpp/llama/gitRelease.bundle'));
  return bundles.find((path) => existsSync(path)) ?? null;
}

async function isWhole(path: string): Promise<boolean> {
  const present = await access(path).then(
    () => true,
    () => false,
  );
  return present && isVocabulary(await readFile(path));
}

const isVocabulary = (bytes: Uint8Array): boolean =>
  createHash('sha256').update(bytes).digest('hex') === SHA256;
