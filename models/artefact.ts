import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256OfFile } from '../harness/files/digest.ts';
import type { DigestOf } from '../harness/files/remembered-digest.ts';
import { artefactList } from '../harness/protocol/artefact-list.ts';
import { GENAI_CONFIG, TOKENIZER, TOKENIZER_CONFIG } from './onnx/companions.ts';
import { readOnnx } from './onnx/read-onnx.ts';

export interface ArtefactFile {
  /** Relative to the folder of the model's own file, with forward slashes. */
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A model as it is deployed: one file, or a graph and what belongs to it. */
export interface ModelArtefact {
  /** The file that an engine opens. */
  readonly path: string;
  /** Of the file; of several, the hash of the list of their hashes. */
  readonly sha256: string;
  /** Of all files together. */
  readonly sizeBytes: number;
  /** The file that an engine opens comes last, so that where it stands all stand. Absent for a model of one file. */
  readonly files?: ArtefactFile[];
}

/**
 * Hashes a model with all its files: those an ONNX graph names, and the tokenizer and configuration beside it.
 * @param digestOf hashes one file; default: reads it
 * @throws HeatsoakError what reading an ONNX graph throws; Error when a file cannot be read
 */
export async function modelArtefact(path: string, digestOf: DigestOf = sha256OfFile): Promise<ModelArtefact> {
  if (!path.endsWith('.onnx')) return { path, ...(await digestOf(path)) };
  const folder = dirname(path);
  const { dataFiles } = await readOnnx(path);
  const beside = [TOKENIZER, TOKENIZER_CONFIG, GENAI_CONFIG].filter((name) => existsSync(join(folder, name)));
  const names = [...dataFiles.map(({ location }) => location), ...beside].sort();
  const files: ArtefactFile[] = [];
  for (const name of [...names, basename(path)])
    files.push({ name, ...(await digestOf(join(folder, name))) });
  return {
    path,
    sha256: createHash('sha256').update(artefactList(files)).digest('hex'),
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    files,
  };
}
