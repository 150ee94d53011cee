import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { fileUnwritable } from '../files/file-unwritable.ts';
import { makeFolder } from '../files/make-folder.ts';
import { mostBytes, readUserText } from '../files/read-user-file.ts';

/** What a file of JSON Lines holds; lines that do not read are counted, never dropped in silence. */
export interface JsonLines<T> {
  readonly records: readonly T[];
  /** Numbers of the lines that are not such records, from 1. */
  readonly unreadable: readonly number[];
}

const NEWLINE = 0x0a;

/**
 * Appends records and flushes; makes the file and its folder. What stands there is never rewritten.
 * @throws HeatsoakError `FILE_UNWRITABLE`
 */
export async function appendJsonLines(path: string, records: readonly unknown[]): Promise<void> {
  if (records.length === 0) return;
  try {
    await append(path, records);
  } catch (cause) {
    throw cause instanceof HeatsoakError ? cause : fileUnwritable(path, cause);
  }
}

async function append(path: string, records: readonly unknown[]): Promise<void> {
  await makeFolder(dirname(path));
  const file = await open(path, 'a+');
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    // A writer that was killed in a line leaves it without an end: the next record begins a line of its own.
    const start = size > 0 && last[0] !== NEWLINE ? '\n' : '';
    await file.appendFile(start + records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Reads a file of JSON Lines; a file that is not there holds nothing. `parse` returns null for what is no record. */
export async function readJsonLines<T>(
  path: string,
  parse: (value: unknown) => T | null,
): Promise<JsonLines<T>> {
  const text = await readUserText(path, mostBytes.log).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const records: T[] = [];
  const unreadable: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const record = parse(parseOrNull(line));
    if (record === null) unreadable.push(index + 1);
    else records.push(record);
  }
  return { records, unreadable };
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
