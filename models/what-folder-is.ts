import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { signs } from './folder-signs.ts';
import { visibleText } from './visible-text.ts';

/** What a folder is that was named in place of a model, and what to name instead. */
export interface FolderKind {
  /** A phrase such as "a Hugging Face folder with weights in safetensors". */
  readonly what: string;
  readonly hint: string;
}

const PACKAGE: FolderKind = {
  what: 'a Core ML package',
  hint: 'name the GGUF that it was made from; heatsoak model inspect shows a package, and verify MODEL.gguf PACKAGE compares them',
};

/** A folder with more files is not a model's; the rest need not be looked at. */
const MOST_NAMES = 10_000;
const MOST_FOLDERS = 20;

/** @throws Node's own error where the folder cannot be read */
export async function whatFolderIs(path: string): Promise<FolderKind> {
  const isPackage = /\.mlpackage$/i.test(basename(path));
  if (isPackage && (await stat(path)).isDirectory()) return PACKAGE;
  const entries = (await readdir(path, { withFileTypes: true })).slice(0, MOST_NAMES).sort(byName);
  const top = entries.map(({ name }) => name);
  if (top.length === 0) return { what: 'an empty folder', hint: 'name a model' };
  const names = [...top, ...(await namesBelow(path, entries))];
  for (const { what, shows, beside, hint } of signs) {
    const shown = names.find((name) => shows.test(name) && (beside?.({ path, shown: name, names }) ?? true));
    if (shown !== undefined) return { what, hint: visibleText(await hint({ path, shown, names }), 400) };
  }
  return {
    what: `a folder without a model (${visibleText(top.slice(0, 3).join(', '))})`,
    hint: 'name a model',
  };
}

const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : 1);

/** Hubs and caches keep models one folder below, such as `onnx/model.onnx`. */
async function namesBelow(path: string, entries: readonly Dirent[]): Promise<string[]> {
  const folders = entries.filter((entry) => entry.isDirectory()).slice(0, MOST_FOLDERS);
  const below = await Promise.all(
    folders.map(async ({ name }) => {
      const inside = await readdir(join(path, name)).catch(() => []);
      return inside
        .slice(0, MOST_NAMES)
        .sort()
        .map((each) => `${name}/${each}`);
    }),
  );
  return below.flat();
}
