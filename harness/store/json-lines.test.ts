import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendJsonLines, readJsonLines } from './json-lines.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-lines-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const path = (): string => join(folder, 'calibration', 'aa.jsonl');
const numbered = (value: unknown): { n: number } | null =>
  typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'number'
    ? { n: value.n }
    : null;
const read = () => readJsonLines(path(), numbered);

test('a file that is not there holds nothing', async () => {
  expect(await read()).toEqual({ records: [], unreadable: [] });
});

test('records are appended, and earlier ones stay', async () => {
  await appendJsonLines(path(), [{ n: 1 }]);
  await appendJsonLines(path(), [{ n: 2 }, { n: 3 }]);
  expect((await read()).records).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test('a cut at any byte loses the record it fell into alone, and the next append is whole', async () => {
  await appendJsonLines(path(), [{ n: 1 }, { n: 2 }]);
  const whole = await readFile(path());
  for (let length = 0; length < whole.length; length++) {
    await writeFile(path(), whole.subarray(0, length));
    await appendJsonLines(path(), [{ n: 9 }]);
    const { records, unreadable } = await read();
    const complete = [1, 2].slice(0, Math.floor((length + 1) / 8)).map((n) => ({ n }));
    expect(records).toEqual([...complete, { n: 9 }]);
    expect(unreadable).toHaveLength((length + 1) % 8 > 1 ? 1 : 0);
  }
});
