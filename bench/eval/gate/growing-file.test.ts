import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { growingFiles, nightsIn } from './growing-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-growing-'));
});
afterAll(() => rm(folder, { recursive: true }));

const FILES = 60;

test('a file of nights lets a growing file be answered by fewer launches', async () => {
  const aa = await nightsIn(folder);
  for (const quickGate of [false, true]) {
    const without = await growingFiles(FILES, 3, { quickGate, halves: true });
    const found = await growingFiles(FILES, 3, { quickGate, halves: true, aa });
    expect(found['NO-GO']).toBeGreaterThan(0.85);
    expect(found.launches).toBeLessThan(0.9 * without.launches);
  }
});

test('the quick gate answers earlier where it is asked after halves of blocks too', async () => {
  const blocks = await growingFiles(FILES, 0, { quickGate: true, halves: false });
  const halves = await growingFiles(FILES, 0, { quickGate: true, halves: true });
  expect(halves.GO).toBeGreaterThan(0.95);
  expect(halves.launches).toBeLessThan(blocks.launches - 0.5);
});
