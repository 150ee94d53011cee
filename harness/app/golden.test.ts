import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { metricsVersion } from '../measure/metrics/index.ts';
import { writeResult } from '../publish/result-json.ts';
import { derive } from './derive.ts';

const golden = join(import.meta.dirname, 'golden', 'small');
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function copy(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-golden-'));
  folders.push(folder);
  await cp(golden, folder, { recursive: true });
  return folder;
}

test('the logs that are checked in give the result that is checked in, byte for byte', async () => {
  const folder = await copy();
  await rm(join(folder, 'result.json'));
  await writeResult(await derive(folder), folder);
  const [found, expected] = await Promise.all(
    [folder, golden].map((each) => readFile(join(each, 'result.json'), 'utf8')),
  );
  expect(found, 'npm run golden, when a definition was changed on purpose').toBe(expected);
});

test('a definition that changes makes a new metrics version, and the golden run was derived under this one', async () => {
  const document = JSON.parse(await readFile(join(golden, 'result.json'), 'utf8')) as {
    metricsVersion: number;
  };
  expect(document.metricsVersion).toBe(metricsVersion);
});

test('the golden run holds what can go wrong', async () => {
  const { measurement } = await derive(golden);
  const codes = measurement.caveats.map((caveat) => caveat.code);
  expect(codes).toEqual(expect.arrayContaining(['launch-partial', 'low-power-mode', 'invalid-trials']));
  const soak = measurement.summaries.filter((each) => each.suite === 'sustained' && each.count > 0);
  expect(soak.map((each) => each.metric)).toEqual(
    expect.arrayContaining(['burst', 't_recovery', 'energy_token']),
  );
});
