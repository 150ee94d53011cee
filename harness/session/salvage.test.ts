import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { createRunFolder, type RunFolder, readRun } from '../store/run-folder.ts';
import { oneBlock as manifest } from './one-block.fixture.ts';
import { runOn, type ScriptedPhone, scriptedPhone } from './scripted-phone.fixture.ts';

let root = '';
let folder: RunFolder;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-salvage-'));
  folder = await createRunFolder(root, manifest);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Its WebDriverAgent dies in the second launch for good; its files are well. */
const withoutAgent = (): ScriptedPhone =>
  scriptedPhone((command, time) => {
    if (command === 'state' && time >= 2) throw new HeatsoakError('COMMAND_FAILED', 'no WebDriverAgent');
  });

const events = async () =>
  readJournal(await readFile(join(folder.path, 'events/virtual-a16.jsonl'), 'utf8')).events;
const ends = async (): Promise<string[]> =>
  (await events()).flatMap((event) =>
    event.type === 'harness.launch' && event.outcome !== 'started'
      ? [`${event.launch} ${event.outcome}`]
      : [],
  );

test('a launch that was under way when WebDriverAgent died for good is fetched all the same', async () => {
  const phone = withoutAgent();
  await runOn({ manifest, folder, phone }, { openFiles: async () => phone });
  expect(await ends()).toEqual(['l0 finished', 'l1 finished']);
  expect([...(await readRun(folder.path)).launches.keys()]).toEqual(['virtual-a16/l0', 'virtual-a16/l1']);
  expect((await events()).findLast(({ type }) => type === 'harness.session')).toMatchObject({
    outcome: 'lost',
  });
});

test('an app that was fetched without WebDriverAgent is ended by Instruments', async () => {
  const phone = withoutAgent();
  await runOn({ manifest, folder, phone }, { openFiles: async () => phone });
  expect(phone.calls.slice(-2)).toEqual(['readEvents l1', 'kill']);
});

test('one that Instruments do not see any more, and that the phone tells no death of, is left to whoever goes on', async () => {
  const phone = withoutAgent();
  const silent = {
    ...phone,
    isRunning: async () => false,
    readStatus: async () =>
      JSON.stringify({ v: 1, state: 'running', launch: 'l1', trial: 1, trials: null, heartbeatUs: 1 }),
  };
  await runOn({ manifest, folder, phone }, { openFiles: async () => silent });
  expect(await ends()).toEqual(['l0 finished']);
  expect(phone.calls).toContain('deathOf l1');
});

test('one that says nothing any more is left to whoever goes on with the run', async () => {
  const phone = withoutAgent();
  const silent = {
    ...phone,
    readStatus: async () =>
      JSON.stringify({ v: 1, state: 'running', launch: 'l1', trial: 1, trials: null, heartbeatUs: 1 }),
  };
  await runOn({ manifest, folder, phone }, { openFiles: async () => silent });
  expect(await ends()).toEqual(['l0 finished']);
});

test('a phone that does not answer at all is lost for its first reason', async () => {
  const said: string[] = [];
  const gone = async (): Promise<never> => {
    throw new HeatsoakError('TUNNEL_LOST', 'no tunnel either');
  };
  await runOn(
    { manifest, folder, phone: withoutAgent() },
    { openFiles: gone, progress: ({ lost, message }) => void (lost && said.push(message)) },
  );
  expect(await ends()).toEqual(['l0 finished']);
  expect(said).toEqual([expect.stringContaining('no WebDriverAgent')]);
});
