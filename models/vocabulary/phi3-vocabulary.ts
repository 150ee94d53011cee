import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { makeFolder } from '../../harness/files/make-folder.ts';
import { writeWhole } from '../../harness/files/write-whole.ts';

/** `models/ggml-vocab-phi-3.gguf` of llama.cpp: the real Phi-3 vocabulary (MIT). It lies beside this file, gzipped. */
const SHIPPED = 'phi3-vocabulary.gguf.gz';
const SIZE_BYTES = 726_019;

/** The path of the vocabulary file, unpacked once into the cache. */
export async function vocabularyFile(cacheDir: string): Promise<string> {
  const path = join(cacheDir, 'phi3-vocabulary.gguf');
  const present = await stat(path).catch(() => null);
  if (present?.size === SIZE_BYTES) return path;
  const packed = await readFile(new URL(`./${SHIPPED}`, import.meta.url));
  await makeFolder(cacheDir);
  await writeWhole(path, await promisify(gunzip)(packed));
  return path;
}
