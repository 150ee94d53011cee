import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filePhoneStates } from './phone-states.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-states-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const now = new Date('2026-11-29T06:00:00.000Z');
const loss = (minute: number) => ({
  ...{ at: `2026-11-29T05:0${minute}:00.000Z`, run: 'r', code: 'TUNNEL_LOST', final: true },
});

test('losses of several runs add up to a quarantine, which lasts until somebody ends it', async () => {
  const states = filePhoneStates(folder);
  expect(await states.note('A', [loss(1), loss(2)], now)).toBeNull();
  expect(await states.quarantineOf('A')).toBeNull();
  expect(await states.note('A', [loss(3)], now)).toMatchObject({ since: now.toISOString() });
  // Told once: it goes on.
  expect(await states.note('A', [loss(4)], now)).toBeNull();
  expect(await states.quarantineOf('A')).toMatchObject({ why: expect.stringContaining('3 sessions') });
  expect(await states.quarantineOf('B')).toBeNull();
  expect(await states.release('A')).toBe(true);
  expect(await states.quarantineOf('A')).toBeNull();
  expect(await states.release('A')).toBe(false);
});

test('a run that is gone on with tells its losses again, and they count once', async () => {
  const states = filePhoneStates(folder);
  for (let times = 0; times < 4; times++) expect(await states.note('A', [loss(1)], now)).toBeNull();
});

test('a state that cannot be read keeps no phone from its work', async () => {
  await writeFile(join(folder, 'A.state.json'), '{');
  expect(await filePhoneStates(folder).quarantineOf('A')).toBeNull();
});
