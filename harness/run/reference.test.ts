import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coldProbe } from '../lab/cold-probe.ts';
import { cachedModel } from '../model/synthesise.ts';
import { readLog } from '../protocol/read-log.ts';
import { createRunFolder } from '../store/run-folder.ts';
import { buildFixture, launchFixture, manifestFixture, shortStep } from './manifest.fixture.ts';
import { runReference } from './reference.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-run-reference-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a reference launch probes its host before and after, and the fastest time is kept for the next', async () => {
  const model = await cachedModel({ preset: 'nano', type: 'Q8_0', seed: 1, cacheDir: folder });
  const build = buildFixture(model, model);
  const base = manifestFixture(build, []);
  const steps = [{ ...shortStep, generateTokens: 4, repetitions: 1 }];
  const device = { ...(base.sessions[0]?.device ?? neverMissing()), id: 'host' };
  const manifest = { ...base, reference: { device, launches: [launchFixture('reference-a', { steps })] } };
  const run = await createRunFolder(folder, manifest);
  const cold = coldProbe(folder, 'work');
  await cold.keep(1e9);
  await runReference({
    manifest,
    folder: run,
    nowUs: () => 0,
    coldProbe: cold,
    progress: () => undefined,
    signal: new AbortController().signal,
  });
  const log = readLog(await readFile(join(run.path, 'reference/reference-a/events.jsonl'), 'utf8'));
  const probes = log.events.flatMap((event) => (event.type === 'probe' ? [event] : []));
  expect(probes.map(({ at, coldUs }) => [at, coldUs])).toEqual([
    ['start', 1e9],
    ['end', 1e9],
  ]);
  expect(await cold.read()).toBe(Math.min(...probes.map(({ durationUs }) => durationUs)));
  const host = log.events.find((event) => event.type === 'environment' && event.at === 'end');
  expect(host).toMatchObject({ loadAverage: expect.any(Number), freeDiskBytes: expect.any(Number) });
});

function neverMissing(): never {
  throw new Error('the fixture has a session');
}
