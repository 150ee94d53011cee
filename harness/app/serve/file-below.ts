import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { mostBytes, readUserFile } from '../../files/read-user-file.ts';
import { withWayHome } from '../../publish/site-pages.ts';
import type { Answer } from '../../serve/loopback-site.ts';

/**
 * The path of what these names lead to below a folder; null where there is nothing, where a name is more than a name, and
 * where a link leads out of the folder.
 */
export async function pathBelow(root: string, names: readonly string[]): Promise<string | null> {
  if (names.length === 0 || !names.every(isName)) return null;
  try {
    const [home, path] = await Promise.all([realpath(root), realpath(join(root, ...names))]);
    return path.startsWith(home + sep) ? join(root, ...names) : null;
  } catch {
    return null;
  }
}

/** No way up, no hidden file, nothing that another system reads as a separator. */
const isName = (name: string): boolean => name !== '' && !name.startsWith('.') && !/[/\\:\0]/.test(name);

/** The names of an address; null for one that cannot be read. */
export function namesOf(pathname: string): string[] | null {
  try {
    return pathname.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return null;
  }
}

const types: Readonly<Record<string, Answer['type']>> = {
  json: 'application/json',
  jsonl: 'text/plain',
  log: 'text/plain',
  txt: 'text/plain',
  md: 'text/plain',
  csv: 'text/plain',
  xml: 'text/plain',
};

/** A file of a run: its report as a page of its own, texts as they are. Anything else is not answered. */
export async function readBelow(root: string, names: readonly string[]): Promise<Answer | null> {
  const path = await pathBelow(root, names);
  const name = names.at(-1) ?? '';
  const isReport = name === 'report.html';
  const type = isReport ? 'text/html' : types[name.split('.').at(-1) ?? ''];
  if (path === null || type === undefined) return null;
  const body = await readUserFile(path, mostBytes.log).catch(() => null);
  if (body === null) return null;
  return isReport ? { type, body: withWayHome(body.toString('utf8'), '../'), foreign: true } : { type, body };
}
