import { generateKeyPairSync } from 'node:crypto';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSealedRun } from '../app/sealed-run.fixture.ts';
import { writeSimulatedRun } from '../app/simulated-run.fixture.ts';
import { verification } from '../app/verification.ts';
import { heatsoakIn } from './heatsoak.fixture.ts';

const speeds = { baseline: 20, candidate: 20 };
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-verify-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const heatsoak = (...args: string[]) => heatsoakIn(folder)(...args);

test('verify ends with 0 for what is intact, 3 for what was never sealed to its end, 4 for what was changed', async () => {
  await writeSealedRun(folder, { run: 'whole', speeds, blocks: 1 });
  const intact = await heatsoak('verify', 'whole');
  expect(intact.stdout).toMatch(/^intact: 7 files, sealed .* by Heatsoak .*\nnot signed$/);
  expect(intact.exitCode).toBe(0);
  await writeSimulatedRun(folder, { run: 'open', speeds, blocks: 1 });
  expect((await heatsoak('verify', 'open')).exitCode).toBe(3);
  await appendFile(join(folder, 'whole/events/one.jsonl'), '\n');
  const changed = await heatsoak('verify', 'whole');
  expect(changed.stdout).toMatch(/^changed events\/one\.jsonl\nchanged: 1 finding, sealed/);
  expect(changed.exitCode).toBe(4);
});

test('a key that must have signed and has not is 4, also where the files are intact', async () => {
  await writeSealedRun(folder, { run: 'unsigned', speeds, blocks: 1 });
  const { publicKey } = generateKeyPairSync('ed25519');
  await writeFile(join(folder, 'lab.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  const { stdout, exitCode } = await heatsoak('verify', 'unsigned', '--key', 'lab.pem', '--json');
  expect(verification.parse(JSON.parse(stdout))).toMatchObject({
    state: 'intact',
    signature: { state: 'none', asked: true },
  });
  expect(exitCode).toBe(4);
});

test('a run that nobody sealed says so below its verdict', async () => {
  await writeSimulatedRun(folder, { run: 'open-too', speeds, blocks: 8 });
  const open = await heatsoak('derive', 'open-too');
  expect(open.stdout).toMatch(/^✓ GO /m);
  expect(open.stdout).toContain('not sealed: the run was not brought to its end');
  expect(open.exitCode).toBe(0);
});
