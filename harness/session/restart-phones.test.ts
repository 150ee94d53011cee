import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filePhoneStates, type PhoneStates } from '../lab/phone-states.ts';
import { isRestartDue } from '../lab/restart-policy.ts';
import { oneBlock } from './one-block.fixture.ts';
import { restartPhones } from './restart-phones.ts';

let root = '';
let phoneStates: PhoneStates;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-restarts-'));
  phoneStates = filePhoneStates(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Begins a run; what is said and done. */
async function begin(restart: 'nightly' | undefined, comesBack = true): Promise<string[]> {
  const done: string[] = [];
  const sessions = oneBlock.sessions.map(({ device, launches }) => ({
    launches,
    device: { ...device, udid: 'PHONE', ...(restart ? { restart } : {}) },
  }));
  await restartPhones({
    ...{ manifest: { run: 'r', sessions }, phoneStates },
    leases: { take: async () => ({ release: async () => undefined }) },
    restarts: {
      async restart(udid) {
        done.push(`restart ${udid}`);
        return comesBack;
      },
      settle: async () => void done.push('settle'),
    },
    progress: ({ message }) => done.push(message),
  });
  return done;
}

test('a phone is restarted once a night where its lab wants that, and is left to settle', async () => {
  expect(await begin(undefined)).toEqual([]);
  expect(await begin('nightly')).toEqual(['restarting', 'restart PHONE', 'settle']);
  expect(await begin('nightly')).toEqual([]);
});

test('one that did not come back by itself is never restarted again, until it was released', async () => {
  expect(await begin('nightly', false)).toContainEqual(
    expect.stringContaining('did not come back by itself'),
  );
  const last = await phoneStates.restartOf('PHONE');
  expect(isRestartDue(last, new Date(Date.now() + 48 * 3_600_000))).toBe(false);
  await phoneStates.release('PHONE');
  expect(await begin('nightly')).toContain('restart PHONE');
});
