import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildFixture, launchFixture, manifestFixture } from '../app/manifest.fixture.ts';
import { codeNamed, type ErrorCode } from '../errors/codes.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { JournalEvent } from '../experiment/journal-event.ts';
import { readJournal } from '../experiment/read-journal.ts';
import type { Phone } from '../phone/phone.ts';
import { createRunFolder, type RunFolder, readRun } from '../store/run-folder.ts';
import type { CommandListener } from './phone-slot.ts';
import type { ProgressStep } from './progress.ts';
import { launchIn, runOn, scriptedPhone } from './scripted-phone.fixture.ts';

/** Faults that no virtual phone can simulate: the phone here is a few lines, everything else is real. */
const file = { path: 'x', sha256: '0'.repeat(64), sizeBytes: 1 };
const manifest = manifestFixture(buildFixture(file, file), [
  launchFixture('l0'),
  launchFixture('l1', { position: 1 }),
]);

let root = '';
let folder: RunFolder;
let calls: string[] = [];
let steps: ProgressStep[] = [];
let abort: AbortController;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-session-'));
  folder = await createRunFolder(root, manifest);
  calls = [];
  steps = [];
  abort = new AbortController();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const finished = JSON.stringify({
  v: 1,
  state: 'finished',
  launch: 'l',
  trial: 3,
  trials: null,
  heartbeatUs: 1,
});
const line = '{"v":1,"seq":0,"t":1,"type":"thermal","state":"nominal"}\n';

function phone(over: Partial<Phone> = {}): Phone {
  return {
    ...scriptedPhone(),
    install: async () => undefined,
    pushModel: async () => 'skipped',
    launch: async (_, environment) =>
      void calls.push(`launch ${launchIn(Object.values(environment).join())}`),
    state: async () => 'foreground',
    terminate: async () => void calls.push('terminate'),
    readStatus: async () => finished,
    readEvents: async () => Buffer.from(line),
    close: async () => void calls.push('close'),
    ...over,
  };
}

async function run(over: Partial<Phone>, around: Partial<Faults> = {}): Promise<void> {
  const progress = (step: ProgressStep): void => void steps.push(step);
  await runOn({ manifest, folder, phone: phone(over) }, { ...around, progress, signal: abort.signal });
}
interface Faults {
  wait(seconds: number): Promise<void>;
  opened(onCommand: CommandListener): void;
  lastWords(): string;
}

async function journal(): Promise<readonly JournalEvent[]> {
  return readJournal(await readFile(join(folder.path, 'events/virtual-a16.jsonl'), 'utf8')).events;
}
const lastOf = async (type: JournalEvent['type']) =>
  (await journal()).filter((event) => event.type === type).at(-1);
const lost = (code: ErrorCode) => async (): Promise<never> => {
  throw new HeatsoakError(code, `it is ${code}`);
};

test('a session that cannot be closed properly has measured all the same, and says so', async () => {
  await run({ close: lost('COMMAND_FAILED') });
  expect(await lastOf('harness.session')).toMatchObject({ outcome: 'finished' });
  expect(await lastOf('fault')).toMatchObject({ code: 'COMMAND_FAILED' });
});

test('a phone that is gone is not hidden by the close that fails after it', async () => {
  await run({ readStatus: lost('TUNNEL_LOST'), close: lost('COMMAND_FAILED') });
  expect(await lastOf('harness.session')).toMatchObject({
    outcome: 'lost',
    message: 'it is TUNNEL_LOST; next: Reconnect the phone and restart the tunnel.',
  });
});

test('what a launch had logged is kept when the wait for it breaks, and its app does not run on', async () => {
  await run({ readStatus: async () => '{"v":2}' });
  expect(await lastOf('fault')).toMatchObject({ code: 'STATUS_BROKEN' });
  expect([...(await readRun(folder.path)).launches.keys()]).toEqual(['virtual-a16/l0']);
  expect(calls).toEqual(['launch l0', 'terminate', 'close']);
});

test('an interrupted launch is ended on the phone, and its log kept', async () => {
  await run({}, { wait: async () => abort.abort(new Error('interrupted')) });
  expect(await lastOf('harness.session')).toMatchObject({ outcome: 'lost', message: 'interrupted' });
  expect((await readRun(folder.path)).launches.size).toBe(1);
  expect(calls).toEqual(['launch l0', 'terminate', 'close']);
});

test('an app that ended before its agent said anything has no number of trials', async () => {
  await run({
    readStatus: async () => null,
    state: async () => 'not-running',
    readEvents: async () => empty,
  });
  expect(await lastOf('harness.launch')).toMatchObject({
    outcome: 'crashed',
    message: 'the app is not-running and its agent left no status',
  });
  expect((await readRun(folder.path)).launches.size).toBe(0);
});
const empty = Buffer.alloc(0);

test('an app that ended by itself is reported with its last message', async () => {
  await run(
    { readStatus: async () => null, state: async () => 'not-running' },
    { lastWords: () => 'Error: no engine\n' },
  );
  expect(await lastOf('harness.launch')).toMatchObject({
    message: expect.stringMatching(/left no status: Error: no engine$/),
  });
});

test('a loss is reported with the launches that were done', async () => {
  const thermal = [async () => 0 as const, lost('TUNNEL_LOST')];
  await run({ thermal: () => (thermal.shift() ?? neverMissing)() });
  expect(steps.at(-1)).toMatchObject({ launchesDone: 1, lost: true });
});

// Linux has a disk that is always full.
test.skipIf(!existsSync('/dev/full'))(
  'a log that cannot be written ends this session alone, without a rejection that nobody hears',
  async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    process.on('unhandledRejection', hear);
    await symlink('/dev/full', join(folder.path, 'events/virtual-a16.jsonl'));
    await run({}, { opened: (onCommand) => onCommand('session', 0, 1, true) });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
    expect(steps.at(-1)).toMatchObject({
      lost: true,
      message: expect.stringContaining('no space left on the disk'),
    });
    expect(unheard).toEqual([]);
  },
);

test('commands that could not be logged end the session before its next launch', async () => {
  const whole = folder;
  folder = {
    ...whole,
    async openJournal(device, nowUs) {
      const real = await whole.openJournal(device, nowUs);
      const full = lost('FILE_UNWRITABLE');
      return { ...real, append: (body) => (body.type === 'harness.command' ? full() : real.append(body)) };
    },
  };
  await run({}, { opened: (onCommand) => onCommand('session', 0, 1, true) });
  expect(await lastOf('harness.session')).toMatchObject({
    outcome: 'lost',
    message: expect.stringContaining('it is FILE_UNWRITABLE'),
  });
  expect(calls.filter((call) => call.startsWith('launch'))).toEqual(['launch l0']);
});

test('a command that could not be logged after the last launch ends the session as lost, and that is said once', async () => {
  const whole = folder;
  let commands: CommandListener = () => undefined;
  folder = {
    ...whole,
    async openJournal(device, nowUs) {
      const real = await whole.openJournal(device, nowUs);
      const full = lost('FILE_UNWRITABLE');
      return { ...real, append: (body) => (body.type === 'harness.command' ? full() : real.append(body)) };
    },
  };
  await run(
    { close: async () => commands('deleteSession', 0, 1, true) },
    {
      opened: (onCommand) => {
        commands = onCommand;
      },
    },
  );
  expect(calls.filter((call) => call.startsWith('launch'))).toEqual(['launch l0', 'launch l1']);
  expect(await lastOf('harness.session')).toMatchObject({
    outcome: 'lost',
    message: expect.stringContaining('it is FILE_UNWRITABLE'),
  });
  expect(steps.filter((step) => step.lost)).toHaveLength(1);
});

test('a loss that cannot be written is reported once, with what went wrong first', async () => {
  const whole = folder;
  folder = {
    ...whole,
    async openJournal(device, nowUs) {
      const real = await whole.openJournal(device, nowUs);
      const full = lost('FILE_UNWRITABLE');
      return { ...real, append: (body) => (body.type === 'fault' ? full() : real.append(body)) };
    },
  };
  await run({ install: lost('INSTALL_REFUSED') });
  expect(steps.filter((step) => step.lost).map(({ message }) => message)).toEqual([
    `session lost: it is INSTALL_REFUSED; next: ${codeNamed('INSTALL_REFUSED').remedy}`,
  ]);
});

test('a launch is in the journal when it begins, and a deploy when it fails', async () => {
  await run({ pushModel: lost('AFC_NO_SPACE_LEFT') });
  expect(await lastOf('harness.deploy')).toMatchObject({ artefact: 'model', outcome: 'failed' });
  folder = await createRunFolder(root, { ...manifest, run: 'second' });
  await run({});
  const outcomes = (await journal()).flatMap((event) =>
    event.type === 'harness.launch' ? [`${event.launch} ${event.outcome}`] : [],
  );
  expect(outcomes).toEqual(['l0 started', 'l0 finished', 'l1 started', 'l1 finished']);
});

test('a model that made room is in the journal, and models of the run are never among them', async () => {
  const removed = { sha256: 'a'.repeat(64), sizeBytes: 7 };
  let kept: readonly string[] = [];
  await run({
    async pushModel(_bundle, _model, _progress, room) {
      kept = room?.keep ?? [];
      await room?.onRemoved(removed);
      return 'pushed';
    },
  });
  expect(kept).toEqual([file.sha256]);
  const deploys = (await journal()).filter((event) => event.type === 'harness.deploy');
  expect(deploys).toMatchObject([
    { artefact: 'app' },
    { ...removed, outcome: 'removed' },
    { outcome: 'done' },
  ]);
});

function neverMissing(): never {
  throw new Error('the fixture has a session');
}

test('a session that fails fast skips what is left after the second crash, and has come to its end', async () => {
  const roles = ['baseline', 'candidate', 'candidate', 'baseline', 'candidate'] as const;
  const build = buildFixture(file, file);
  const fast = {
    ...manifestFixture(
      build,
      roles.map((role, position) => launchFixture(`${role}-${position}`, { role, position })),
    ),
    ...{ run: 'fast', failFast: true },
    builds: [
      { ...build, role: 'baseline' as const },
      { ...build, app: { ...file, path: 'y', sha256: '1'.repeat(64) } },
    ],
  };
  folder = await createRunFolder(root, fast);
  const isCrashing = (): boolean => calls.at(-1)?.startsWith('launch candidate') ?? false;
  const crashing = phone({
    state: async () => (isCrashing() ? 'not-running' : 'foreground'),
    readStatus: async () => (isCrashing() ? null : finished),
  });
  await runOn({ manifest: fast, folder, phone: crashing }, { progress: (step) => void steps.push(step) });
  expect(calls.filter((call) => call.startsWith('launch'))).toEqual([
    'launch baseline-0',
    'launch candidate-1',
    'launch candidate-2',
  ]);
  expect(await lastOf('harness.fail-fast')).toMatchObject({
    decision: 'stop',
    reason: expect.stringContaining('the candidate crashed in 2 of 2 launches'),
    skipped: ['baseline-3', 'candidate-4'],
  });
  expect(await lastOf('harness.session')).toMatchObject({ outcome: 'finished' });
  expect(steps.map(({ message }) => message)).toContainEqual(expect.stringContaining('skipping 2 launches'));
  // Nothing is left for a run that goes on.
  await runOn({ manifest: fast, folder, phone: crashing });
  expect(calls.filter((call) => call.startsWith('launch'))).toHaveLength(3);
});
