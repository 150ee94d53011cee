import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { reserveDisk } from './disk-room.ts';
import { LengthlessAnswer } from './lengthless.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatsoak-room-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'x.part');

test('more than the disk can spare is refused before the first byte, and a little is not', async () => {
  const { bavail, bsize } = await statfs(folder);
  await reserveDisk(path, 1);
  await expect(reserveDisk(path, bavail * bsize)).rejects.toMatchObject({ code: 'DISK_FULL' });
});

writeFileSync(path, '');

test.runIf(process.platform === 'linux')(
  'an answer without end is given up when the disk has nothing to spare, and not before',
  async () => {
    await new LengthlessAnswer(path, 'https://host/x').check(1000);
    // The file system of processes has no room at all.
    await expect(new LengthlessAnswer('/proc/self/x', 'https://host/x').check(1000)).rejects.toMatchObject({
      code: 'PULL_ENDLESS',
      message: expect.stringContaining('1000 bytes'),
    });
  },
);
