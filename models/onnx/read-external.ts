import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { HeatsoakError, messageOf } from '../../harness/errors/heatsoak-error.ts';
import { refuseIrregularFile } from '../../harness/files/read-user-file.ts';
import { visibleText } from '../visible-text.ts';
import { onnxInvalid, onnxTruncated } from './onnx-error.ts';
import type { Entry } from './onnx-messages.ts';

export interface DataFile {
  /** As the graph names it, relative to its own folder. */
  readonly location: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** Where a tensor's bytes begin. */
export interface DataPlace {
  readonly path: string;
  readonly offset: number;
}

interface DataFolder {
  /** Where `bytes` lie whole in a file of the folder. @throws HeatsoakError naming the tensor and the file */
  find(what: string, entries: readonly Entry[], bytes: number): Promise<DataPlace>;
  /** The files that were asked for. */
  files(): DataFile[];
}

/** The files beside a graph. A graph is a stranger: what it names must not lead out of its folder, by links either. */
export async function openDataFolder(graphPath: string): Promise<DataFolder> {
  const folder = await realpath(dirname(graphPath));
  const found = new Map<string, DataFile>();
  const open = async (location: string): Promise<DataFile> => {
    const known = found.get(location);
    if (known) return known;
    const path = await insidePath(folder, location, graphPath);
    const { size } = await stat(path);
    const file = { location, path, sizeBytes: size };
    found.set(location, file);
    return file;
  };
  return {
    files: () => [...found.values()],
    async find(what, entries, bytes) {
      const value = (key: string): string | undefined => entries.find((entry) => entry.key === key)?.value;
      const offset = wholeNumber(value('offset') ?? '0');
      const length = wholeNumber(value('length') ?? String(bytes));
      if (offset === null || length === null)
        throw onnxInvalid(graphPath, `${what} lies at no known place of its file`);
      if (length !== bytes)
        throw onnxInvalid(graphPath, `${what} holds ${length} bytes, its shape needs ${bytes}`);
      const file = await open(value('location') ?? '');
      if (offset + length > file.sizeBytes)
        throw onnxTruncated(graphPath, `${what} runs past the end of ${visibleText(file.location)}`);
      return { path: file.path, offset };
    },
  };
}

function wholeNumber(text: string): number | null {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : null;
}

async function insidePath(folder: string, location: string, graphPath: string): Promise<string> {
  const name = visibleText(location);
  if (location === '' || isAbsolute(location) || /^[a-z]:|\\|\0/i.test(location))
    throw outside(graphPath, name);
  const path = join(folder, location);
  if (leads(folder, path)) throw outside(graphPath, name);
  const real = await realpath(path).catch(() => {
    throw onnxTruncated(graphPath, `${name} is not there`);
  });
  if (leads(folder, real)) throw outside(graphPath, name);
  await refuseIrregularFile(real).catch((cause: unknown) => {
    throw onnxInvalid(graphPath, `its weights: ${messageOf(cause).replace(real, name)}`);
  });
  return real;
}

const leads = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '' || way.startsWith('..') || isAbsolute(way);
};

const outside = (graphPath: string, name: string): HeatsoakError =>
  new HeatsoakError('ONNX_DATA_OUTSIDE', `${graphPath}: its weights lie outside of its folder: "${name}"`, {
    where: graphPath,
    hint: 'a model may only refer to files beside it; do not use one that does not',
  });
