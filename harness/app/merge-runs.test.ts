import { appendFile, cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Manifest } from '../experiment/manifest.ts';
import { writeResult } from '../publish/result-json.ts';
import { readManifest } from '../store/read-manifest.ts';
import { createRunFolder } from '../store/run-folder.ts';
import { sealRun } from '../store/seal-run.ts';
import { derive } from './derive.ts';
import { mergeRuns } from './merge-runs.ts';
import { writeSealedRun } from './sealed-run.fixture.ts';
import { simulatedLogs } from './simulated-run.fixture.ts';
import { verify } from './verify.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-merge-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const devices = ['one', 'two', 'three'];
const options = { devices, speeds: { baseline: 20, candidate: 19 }, blocks: 1, run: 'whole' };

/** The part of the run that a host with these phones would have measured by itself. */
async function measuredBy(host: string, phones: readonly string[], over: Partial<Manifest> = {}) {
  const { manifest, harness, launches } = simulatedLogs(options);
  const sessions = manifest.sessions.filter(({ device }) => phones.includes(device.id));
  const folder = await createRunFolder(join(root, host), { ...manifest, run: host, sessions, ...over });
  for (const session of sessions) {
    const { id } = session.device;
    for (const launch of session.launches)
      await folder.saveLaunchLog(id, launch.id, Buffer.from(launches.get(`${id}/${launch.id}`) ?? ''));
    await folder.write(join('events', `${id}.jsonl`), harness.get(id) ?? '');
  }
  await sealRun(folder.path, host);
  return folder.path;
}

async function resultIn(path: string): Promise<string> {
  await writeResult(await derive(path), path);
  return readFile(join(path, 'result.json'), 'utf8');
}

test('runs of several hosts join to the result of one host that has all phones, whatever their order', async () => {
  await measuredBy('all', devices);
  const expected = await resultIn(join(root, 'all/all'));
  const parts = [await measuredBy('host-1', ['one', 'two']), await measuredBy('host-2', ['three'])];
  const folder = await mergeRuns(parts, join(root, 'joined'));
  expect(await resultIn(folder)).toBe(expected.replaceAll('"all"', '"host-1"'));
  const again = await mergeRuns(parts.toReversed(), join(root, 'again'));
  expect(await resultIn(again)).toBe(await resultIn(folder));
  expect(await verify(folder)).toMatchObject({ state: 'intact', findings: [] });
});

test('journals that begin with the manifest of their own host are known to the joined run', async () => {
  const path = await writeSealedRun(join(root, 'a'), { ...options, devices: ['one'], run: 'first' });
  const other = await writeSealedRun(join(root, 'b'), { ...options, devices: ['two'], run: 'second' });
  const folder = await mergeRuns([path, other], join(root, 'joined'));
  const { measurement } = await derive(folder);
  expect((await readManifest(folder)).sessions.map(({ device }) => device.id)).toEqual(['one', 'two']);
  expect(measurement.caveats.map(({ code }) => code)).not.toContain('input-changed');
});

test('of copies of one run the session counts that measured most, and the other one is kept', async () => {
  const [whole, part] = await Promise.all(
    ['here', 'there'].map((place) => writeSealedRun(join(root, place), { ...options, devices: ['one'] })),
  );
  if (!whole || !part) throw new Error('two runs were written');
  const journal = await readFile(join(part, 'events/one.jsonl'), 'utf8');
  const lines = journal.split('\n').slice(0, -9);
  const { manifest } = simulatedLogs({ ...options, devices: ['one'] });
  const shorter = await createRunFolder(join(root, 'cut'), manifest);
  await cp(join(part, 'events/one'), join(shorter.path, 'events/one'), { recursive: true });
  await shorter.write('events/one.jsonl', `${lines.join('\n')}\n{"v":1,"seq":90,"t":1,"type":"fault"}\n`);
  const folder = await mergeRuns([shorter.path, whole], join(root, 'joined'));
  expect(await readFile(join(folder, 'events/one.jsonl'), 'utf8')).toBe(journal);
  expect(await readdir(join(folder, 'attempts'))).toHaveLength(1);
});

test('runs of different experiments, and two runs of one phone, are not joined', async () => {
  const one = await measuredBy('a', ['one']);
  const refused = async (path: string, message: string) =>
    expect(mergeRuns([one, path], join(root, 'no'))).rejects.toMatchObject({
      code: 'RUNS_UNLIKE',
      message: expect.stringContaining(message),
    });
  await refused(await measuredBy('b', ['two'], { gate: [] }), 'differ in gate');
  await refused(await measuredBy('c', ['one']), 'measured on one');
});

test('a part that is not as it was sealed is refused, and nothing is written', async () => {
  const parts = [await measuredBy('a', ['one']), await measuredBy('b', ['two'])];
  await appendFile(join(root, 'b/b/events/two.jsonl'), '\n');
  await expect(mergeRuns(parts, join(root, 'no'))).rejects.toMatchObject({ code: 'BUNDLE_CHANGED' });
  await expect(readdir(join(root, 'no'))).rejects.toMatchObject({ code: 'ENOENT' });
});
