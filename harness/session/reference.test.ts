import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cachedModel } from '../../models/synthesise.ts';
import { readVocabulary } from '../../models/tokenizer/read-vocabulary.ts';
import { buildFixture, launchFixture, manifestFixture, shortStep } from '../app/manifest.fixture.ts';
import { artefactsAt, pathsIn } from '../experiment/artefacts.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { coldProbe } from '../lab/cold-probe.ts';
import type { PlanStep } from '../protocol/plan-file.ts';
import { readLog } from '../protocol/read-log.ts';
import { createRunFolder } from '../store/run-folder.ts';
import { vocabulariesOf } from './keep-pieces.ts';
import { runReference } from './reference.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-run-reference-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const step: PlanStep = { ...shortStep, generateTokens: 4, repetitions: 1 };

async function prepared(run: string, steps: readonly PlanStep[] = [step]) {
  const model = await cachedModel({ preset: 'nano', type: 'Q8_0', seed: 1, cacheDir: folder });
  const base = manifestFixture(buildFixture(model, model), []);
  const device = { ...(base.sessions[0]?.device ?? neverMissing()), id: 'host' };
  const reference = { device, launches: [launchFixture('reference-a', { steps: [...steps] })] };
  const manifest = { ...base, run, reference };
  return { manifest, folder: await createRunFolder(folder, manifest) };
}

async function launchesIn(path: string) {
  const { events } = readJournal(await readFile(join(path, 'events/host.jsonl'), 'utf8'));
  return events.flatMap((event) => (event.type === 'harness.launch' ? [event] : []));
}
const outcomeIn = async (path: string) => (await launchesIn(path))[0];
const outcomesIn = async (path: string) => (await launchesIn(path)).map(({ outcome }) => outcome);

const quiet = { nowUs: () => 0, progress: () => undefined };

test('a reference launch probes its host before and after, keeps the fastest time, and says what its tokens write', async () => {
  const { manifest, folder: run } = await prepared('probed');
  const cold = coldProbe(folder, 'work');
  await cold.keep(1e9);
  const signal = new AbortController().signal;
  await runReference({
    manifest,
    artefacts: artefactsAt(pathsIn(manifest)),
    vocabularies: vocabulariesOf(artefactsAt(pathsIn(manifest)), readVocabulary),
    folder: run,
    ...quiet,
    coldProbe: cold,
    signal,
  });
  const journal = readJournal(await readFile(join(run.path, 'events/host.jsonl'), 'utf8')).events;
  expect(journal.map(({ type }) => type)).toEqual(['harness.manifest', 'harness.pieces', 'harness.launch']);
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

test('a time that cannot be kept costs no launch', async () => {
  const { manifest, folder: run } = await prepared('unkept');
  const full = { read: async () => null, keep: () => Promise.reject(new Error('ENOSPC')) };
  const signal = new AbortController().signal;
  await runReference({
    manifest,
    artefacts: artefactsAt(pathsIn(manifest)),
    folder: run,
    ...quiet,
    coldProbe: full,
    signal,
  });
  expect(await outcomeIn(run.path)).toMatchObject({ outcome: 'finished' });
});

test('a launch whose folder cannot be made is an event; the run goes on, and measures it when it can', async () => {
  const { manifest, folder: run } = await prepared('folderless');
  await run.write('reference', 'a file');
  await runReference({
    manifest,
    artefacts: artefactsAt(pathsIn(manifest)),
    folder: run,
    ...quiet,
    signal: new AbortController().signal,
  });
  expect(await outcomeIn(run.path)).toMatchObject({
    outcome: 'interrupted',
    message: expect.stringContaining('a file stands there'),
  });
  await rm(join(run.path, 'reference'));
  await runReference({
    manifest,
    artefacts: artefactsAt(pathsIn(manifest)),
    folder: run,
    ...quiet,
    signal: new AbortController().signal,
  });
  expect(await outcomesIn(run.path)).toEqual(['interrupted', 'finished']);
});

test('an interruption while the plan is written ends the agent, as one that was interrupted', async () => {
  const { manifest, folder: run } = await prepared('interrupted', [{ ...step, forSeconds: 3600 }]);
  const abort = new AbortController();
  const referenceFolder = async (launch: string): Promise<string> => {
    abort.abort(new Error('interrupted'));
    return run.referenceFolder(launch);
  };
  await runReference({
    manifest,
    artefacts: artefactsAt(pathsIn(manifest)),
    folder: { ...run, referenceFolder },
    ...quiet,
    signal: abort.signal,
  });
  expect(await outcomeIn(run.path)).toMatchObject({ outcome: 'interrupted', message: 'interrupted' });
});

test('a launch that is measured again has a log of its own; that of the earlier attempt is kept beside it', async () => {
  const { manifest, folder: run } = await prepared('again');
  const before = '{"v":1,"seq":0,"t":0,"type":"fault","code":"EARLIER","message":"x","trial":null}\n';
  await run.writeBelow('reference/reference-a/events.jsonl', before);
  await runReference({
    manifest,
    artefacts: artefactsAt(pathsIn(manifest)),
    folder: run,
    ...quiet,
    signal: new AbortController().signal,
  });
  const text = await readFile(join(run.path, 'reference/reference-a/events.jsonl'), 'utf8');
  const { events, gaps } = readLog(text);
  expect(gaps).toEqual([]);
  expect(events.map(({ type }) => type).filter((type) => type.startsWith('agent.'))).toEqual([
    'agent.started',
    'agent.finished',
  ]);
  const kept = join(run.path, 'superseded/reference/reference-a-1.jsonl');
  expect(await readFile(kept, 'utf8')).toBe(before);
});

function neverMissing(): never {
  throw new Error('the fixture has a session');
}
