import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { JournalEvent } from '../experiment/journal-event.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { createRandom } from '../statistics/random.ts';
import { createRunFolder, type RunFolder, readRun } from '../store/run-folder.ts';
import { oneBlock } from './one-block.fixture.ts';
import { isComplete } from './plan/next-step.ts';
import { remainingLaunches } from './plan/remaining-launches.ts';
import { stateOf } from './plan/state.ts';
import { runOn, type ScriptedPhone, scriptedPhone, type Trouble } from './scripted-phone.fixture.ts';

const manifest = oneBlock;
const [planned = neverMissing()] = manifest.sessions;
const all = planned.launches.map(({ id }) => id);
const plan = { manifest, planned };

let root = '';
let runs = 0;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-continued-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const JOURNAL = 'events/virtual-a16.jsonl';

async function newFolder(journal = ''): Promise<RunFolder> {
  const folder = await createRunFolder(root, { ...manifest, run: `run-${runs++}` });
  await mkdir(join(folder.path, 'events'), { recursive: true });
  if (journal !== '') await writeFile(join(folder.path, JOURNAL), journal);
  return folder;
}

const journalOf = (folder: RunFolder): Promise<string> => readFile(join(folder.path, JOURNAL), 'utf8');
const eventsOf = async (folder: RunFolder): Promise<readonly JournalEvent[]> =>
  readJournal(await journalOf(folder)).events;
const outcomes = (events: readonly JournalEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === 'harness.launch' && event.outcome !== 'started'
      ? [`${event.launch} ${event.outcome}`]
      : [],
  );
const faults = (events: readonly JournalEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'fault' ? [event.code] : []));
const failing =
  (
    command: string,
    isTime: (time: number) => boolean,
    code: 'COMMAND_FAILED' | 'AFC_LOST' | 'TUNNEL_LOST' = 'COMMAND_FAILED',
  ): Trouble =>
  (sent, time) => {
    if (sent === command && isTime(time)) throw new HeatsoakError(code, `${command} failed`);
  };
const allFinished = all.map((id) => `${id} finished`);

test.each([
  ['terminate', 'COMMAND_FAILED'],
  ['readEvents', 'AFC_LOST'],
  ['close', 'COMMAND_FAILED'],
] as const)('a %s that fails once costs no launch, and is a fault', async (command, code) => {
  const folder = await newFolder();
  await runOn({ manifest, folder, phone: scriptedPhone(failing(command, (time) => time === 1, code)) });
  const events = await eventsOf(folder);
  expect(outcomes(events)).toEqual(allFinished);
  expect(faults(events)).toEqual([code]);
  expect(events.at(-1)).toMatchObject({ type: 'harness.session', outcome: 'finished' });
  expect((await readRun(folder.path)).launches.size).toBe(4);
});

test.each(['terminate', 'close'])('a %s that never works costs no launch either', async (command) => {
  const folder = await newFolder();
  await runOn({ manifest, folder, phone: scriptedPhone(failing(command, () => true)) });
  const events = await eventsOf(folder);
  expect(outcomes(events)).toEqual(allFinished);
  expect(events.at(-1)).toMatchObject({ outcome: 'finished' });
});

test('the end of a launch is in the journal before the app is ended', async () => {
  const folder = await newFolder();
  const seen: string[][] = [];
  const phone = scriptedPhone(async (command) => {
    if (command === 'terminate') seen.push(outcomes(await eventsOf(folder)));
  });
  await runOn({ manifest, folder, phone });
  expect(seen).toEqual(all.map((_, index) => allFinished.slice(0, index + 1)));
});

test('a status that cannot be read for a moment costs no launch', async () => {
  const folder = await newFolder();
  const phone = scriptedPhone(failing('readStatus', (time) => time <= 3, 'TUNNEL_LOST'));
  await runOn({ manifest, folder, phone });
  expect(outcomes(await eventsOf(folder))).toEqual(allFinished);
});

test('a log that could not be fetched is fetched at the end, and the others are measured meanwhile', async () => {
  const folder = await newFolder();
  const phone = scriptedPhone(failing('readEvents', (time) => time <= 4, 'AFC_LOST'));
  await runOn({ manifest, folder, phone });
  const events = await eventsOf(folder);
  expect(outcomes(events)).toEqual([...allFinished, 'l0 finished']);
  expect(phone.launched).toEqual(all);
  expect((await readRun(folder.path)).launches.size).toBe(4);
  expect(isComplete(stateOf(events), plan)).toBe(true);
});

test('a phone that is lost in a launch finishes it alone: the launch is fetched, and not measured again', async () => {
  const folder = await newFolder();
  const logs = new Map<string, string>();
  const lost = scriptedPhone(
    failing('state', (time) => time >= 2, 'TUNNEL_LOST'),
    logs,
  );
  await runOn({ manifest, folder, phone: lost });
  expect(outcomes(await eventsOf(folder))).toEqual(['l0 finished']);
  const back = scriptedPhone(undefined, logs);
  await runOn({ manifest, folder, phone: back });
  expect([...lost.launched, ...back.launched]).toEqual(all);
  expect(back.calls.slice(0, 2)).toEqual(['bootSession', 'readStatus l1']);
  expect(outcomes(await eventsOf(folder))).toEqual(allFinished);
  expect((await readRun(folder.path)).launches.size).toBe(4);
});

test('a phone that has lost its app measures the launch again that was under way on it', async () => {
  const folder = await newFolder();
  await runOn({
    manifest,
    folder,
    phone: scriptedPhone(failing('state', (time) => time >= 2, 'TUNNEL_LOST')),
  });
  const erased = scriptedPhone((command, time) => {
    if (command === 'readStatus' && time === 1) throw new HeatsoakError('APP_NOT_INSTALLED', 'no app');
  });
  await runOn({ manifest, folder, phone: erased });
  expect(outcomes(await eventsOf(folder))).toEqual([
    'l0 finished',
    'l1 interrupted',
    ...allFinished.slice(1),
  ]);
});

test('a launch that is measured again and leaves no log is not scored by what the first attempt left', async () => {
  const folder = await newFolder();
  const first = scriptedPhone(failing('readStatus', () => true, 'COMMAND_FAILED'));
  const stopped = new AbortController();
  const wait = async (): Promise<void> => {
    if (!first.launched.includes('l0')) return;
    stopped.abort(new Error('interrupted'));
    throw stopped.signal.reason;
  };
  await runOn({ manifest, folder, phone: first }, { wait, signal: stopped.signal });
  expect(outcomes(await eventsOf(folder))).toEqual(['l0 interrupted']);
  const { launches } = await readRun(folder.path);
  expect([...launches.keys()]).toEqual(['virtual-a16/l0']);
  const mute: ScriptedPhone = { ...scriptedPhone(), readEvents: async () => Buffer.alloc(0) };
  await runOn({ manifest, folder, phone: mute });
  expect(outcomes(await eventsOf(folder))).toEqual(['l0 interrupted', ...allFinished]);
  expect((await readRun(folder.path)).launches.size).toBe(0);
  expect(await readdir(join(folder.path, 'superseded/virtual-a16'))).toEqual(['l0-1.jsonl']);
});

test('a deploy that fails is in the journal, and is done again when the session goes on', async () => {
  const folder = await newFolder();
  await runOn({ manifest, folder, phone: scriptedPhone(failing('install', (time) => time === 2)) });
  const deploys = async (): Promise<string[]> =>
    (await eventsOf(folder)).flatMap((event) =>
      event.type === 'harness.deploy' ? [`${event.launch} ${event.artefact} ${event.outcome}`] : [],
    );
  expect(await deploys()).toEqual(['l0 app done', 'l0 model done', 'l1 app failed']);
  await runOn({ manifest, folder, phone: scriptedPhone() });
  expect((await deploys()).slice(3)).toEqual([
    'l1 app done',
    'l1 model done',
    'l2 app done',
    'l2 model done',
    'l3 app done',
    'l3 model done',
  ]);
  expect(outcomes(await eventsOf(folder))).toEqual(allFinished);
});

/** A journal of a session that met a fault at one of its commands, and the phone that it left behind. */
async function troubled(seed: number): Promise<{ text: string; phone: ScriptedPhone }> {
  const random = createRandom(seed);
  const at = Math.floor(random.uniform() * 60);
  const code = (['COMMAND_FAILED', 'TUNNEL_LOST', 'AFC_LOST'] as const)[Math.floor(random.uniform() * 3)];
  const lasting = Math.floor(random.uniform() * 6);
  let commands = 0;
  const folder = await newFolder();
  const phone = scriptedPhone((command) => {
    const number = commands++;
    if (number >= at && number <= at + lasting) throw new HeatsoakError(code ?? 'AFC_LOST', command);
  });
  await runOn({ manifest, folder, phone });
  return { text: await journalOf(folder), phone };
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'a session with faults goes on after any line of its journal, also a torn one, to the same launches (seed %i)',
  async (seed) => {
    const { text } = await troubled(seed);
    const lines = text.split('\n');
    for (let count = 0; count < lines.length; count++) {
      const whole = lines.slice(0, count).join('\n');
      const cut = count % 2 === 0 ? `${whole}\n` : `${whole}\n${(lines[count] ?? '').slice(0, 20)}`;
      const folder = await newFolder(cut);
      const left = remainingLaunches(stateOf(readJournal(cut).events), plan).map(({ id }) => id);
      const phone = scriptedPhone();
      await runOn({ manifest, folder, phone });
      const log = readJournal(await journalOf(folder));
      expect(log.gaps).toEqual([]);
      expect(phone.launched).toEqual(left);
      const ends = outcomes(log.events).filter((each) => each.endsWith('finished'));
      expect([...new Set(ends)].sort()).toEqual(allFinished);
      expect(log.events.at(-1)).toMatchObject({ type: 'harness.session', outcome: 'finished' });
    }
  },
);

function neverMissing(): never {
  throw new Error('the fixture has a session');
}
