import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalBody } from '../experiment/journal-event.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { journalOver, openJournal } from './event-journal.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-journal-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fault = (message: string): JournalBody => ({ type: 'fault', code: 'X', message, trial: null });

test('lines of callers that do not wait keep their order', async () => {
  const path = join(folder, 'phone.jsonl');
  const journal = await openJournal(path, () => 7);
  for (const message of ['a', 'b', 'c']) void journal.append(fault(message));
  await journal.close();
  expect(readJournal(await readFile(path, 'utf8'))).toMatchObject({
    events: [{ message: 'a' }, { message: 'b' }, { message: 'c' }],
    gaps: [],
  });
});

// Linux has a disk that is always full; elsewhere the test below stands alone.
test.skipIf(!existsSync('/dev/full'))('a full disk is reported by its name, each time', async () => {
  const journal = await openJournal('/dev/full', () => 0);
  for (let i = 0; i < 2; i++)
    await expect(journal.append(fault('x'))).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      kind: 'host',
      message: expect.stringContaining('no space left on the disk'),
    });
  await journal.close();
});

test('once there is room again, only the event that found none is missing', async () => {
  let text = '';
  let full = false;
  const disk = {
    async appendFile(line: string) {
      text += full ? line.slice(0, 20) : line;
      if (full) throw new Error('ENOSPC: no space left on device, write');
    },
    datasync: async () => undefined,
    close: async () => undefined,
  };
  const journal = journalOver(disk, 'phone.jsonl', () => 0);
  await journal.append(fault('before'));
  full = true;
  await expect(journal.append(fault('lost'))).rejects.toThrow('ENOSPC');
  full = false;
  await journal.append(fault('after'));
  await journal.close();
  expect(readJournal(text)).toMatchObject({
    events: [{ message: 'before' }, { message: 'after' }],
    gaps: [{ after: 0, before: 2 }],
    problems: [{ line: 2 }],
  });
});

test('a journal that is opened again goes on where it ended: no gap, and times never go back', async () => {
  const path = join(folder, 'phone.jsonl');
  const first = await openJournal(path, () => 1000);
  await first.append(fault('before'));
  await first.close();
  const second = await openJournal(path, () => 7);
  expect(second.before).toMatchObject([{ seq: 0, message: 'before' }]);
  await second.append(fault('after'));
  await second.close();
  expect(readJournal(await readFile(path, 'utf8'))).toMatchObject({
    events: [
      { seq: 0, t: 1000 },
      { seq: 1, t: 1000 },
    ],
    gaps: [],
    problems: [],
  });
});

test('a journal that was cut at any byte keeps its whole lines, ends the half one, and goes on without a gap', async () => {
  const path = join(folder, 'phone.jsonl');
  const whole = await openJournal(path, () => 5);
  for (const message of ['a', 'b']) await whole.append(fault(message));
  await whole.close();
  const text = await readFile(path, 'utf8');
  for (let length = 0; length <= text.length; length++) {
    await rm(path);
    await appendFile(path, text);
    await truncate(path, length);
    const journal = await openJournal(path, () => 9);
    await journal.append(fault('after'));
    await journal.close();
    const log = readJournal(await readFile(path, 'utf8'));
    expect(log.gaps).toEqual([]);
    expect(log.events.map(({ seq }) => seq)).toEqual(log.events.map((_, index) => index));
    expect(log.events.at(-1)).toMatchObject({ message: 'after' });
  }
});
