import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { filePhoneStates } from '../lab/phone-states.ts';
import { oneBlock } from './one-block.fixture.ts';
import type { OpenLab } from './phone-slot.ts';
import { performRun } from './run.ts';

const udid = '00008140-000A111122223333';
const manifest = {
  ...oneBlock,
  sessions: oneBlock.sessions.map((planned) => ({ ...planned, device: { ...planned.device, udid } })),
};
let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-losses-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('a phone that three runs lost is in quarantine after the third, which says how it comes back', async () => {
  const phoneStates = filePhoneStates(join(root, 'leases'));
  const openLab = async (): Promise<OpenLab> => ({
    slots: manifest.sessions.map(({ device }) => ({
      device,
      wait: async () => undefined,
      isBack: async () => false,
      open: async () => {
        throw new HeatsoakError('TUNNEL_LOST', 'the cable is bad');
      },
    })),
    close: async () => undefined,
  });
  const said: string[] = [];
  for (const run of ['a', 'b', 'c']) {
    expect(await phoneStates.quarantineOf(udid)).toBeNull();
    await performRun({
      ...{ manifest: { ...manifest, run }, root, phoneStates, openLab },
      leases: { take: async () => ({ release: async () => undefined }) },
      cooldown: { batteryCelsius: 32, limitSeconds: 60 },
      progress: ({ message }) => said.push(message),
      signal: new AbortController().signal,
    });
  }
  expect(await phoneStates.quarantineOf(udid)).toMatchObject({ why: expect.stringContaining('TUNNEL_LOST') });
  expect(said.at(-1)).toMatch(
    /^in quarantine from now on: lost in 3 sessions.*heatsoak devices release virtual-a16$/,
  );
});
