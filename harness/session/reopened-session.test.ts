import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ErrorCode } from '../errors/codes.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { JournalEvent } from '../experiment/journal-event.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { createRandom } from '../statistics/random.ts';
import { createRunFolder, type RunFolder, readRun } from '../store/run-folder.ts';
import { oneBlock } from './one-block.fixture.ts';
import type { PhoneSlot } from './phone-slot.ts';
import type { ProgressStep } from './progress.ts';
import { runOn, type ScriptedPhone, scriptedPhone, type Trouble } from './scripted-phone.fixture.ts';

/** The way to a phone breaks and comes back, within one run; the journal and the run folder are real. */
const manifest = oneBlock;
const all = manifest.sessions.flatMap(({ launches }) => launches.map(({ id }) => id));
const allFinished = all.map((id) => `${id} finished`);

let root = '';
let folder: RunFolder;
let runs = 0;
let steps: ProgressStep[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-reopened-'));
  await freshFolder();
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function freshFolder(): Promise<void> {
  folder = await createRunFolder(root, { ...manifest, run: `run-${runs++}` });
  steps = [];
}

interface World {
  readonly phone: ScriptedPhone;
  readonly isBack?: PhoneSlot['isBack'];
  readonly signal?: AbortSignal;
}

async function run({ phone, isBack = async () => true, ...more }: World): Promise<readonly JournalEvent[]> {
  await runOn({ manifest, folder, phone }, { ...more, isBack, progress: (step) => void steps.push(step) });
  return readJournal(await readFile(join(folder.path, 'events/virtual-a16.jsonl'), 'utf8')).events;
}

const ends = (events: readonly JournalEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === 'harness.launch' && event.outcome !== 'started'
      ? [`${event.launch} ${event.outcome}`]
      : [],
  );
const sessions = (events: readonly JournalEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'harness.session' ? [event.outcome] : []));
/** Away from one command on, for some commands. */
function away(from: number, commands: number, code: ErrorCode = 'TUNNEL_LOST'): Trouble {
  let sent = 0;
  return (command) => {
    sent++;
    if (sent >= from && sent < from + commands) throw new HeatsoakError(code, `${command} failed`);
  };
}

test('a phone that comes back measures what is left, and the launch under way is fetched, not measured again', async () => {
  const phone = scriptedPhone((command, time) => {
    if (command === 'state' && time >= 2 && time <= 5) throw new HeatsoakError('TUNNEL_LOST', 'no tunnel');
  });
  const events = await run({ phone });
  expect(ends(events)).toEqual(allFinished);
  expect(phone.launched).toEqual(all);
  expect(sessions(events)).toEqual(['started', 'lost', 'started', 'finished']);
  expect(steps.filter(({ lost }) => lost)).toEqual([]);
  expect((await readRun(folder.path)).launches.size).toBe(4);
});

test('it is deployed and cooled down again: others may have used it meanwhile', async () => {
  const phone = scriptedPhone((command, time) => {
    if (command === 'writePlan' && time === 2) throw new HeatsoakError('AFC_LOST', 'cut');
  });
  const events = await run({ phone });
  const deployed = events.flatMap((event) =>
    event.type === 'harness.deploy' && event.artefact === 'app' ? [event.launch] : [],
  );
  expect(deployed).toEqual(['l0', 'l1', 'l1', 'l2', 'l3']);
});

test('a phone that does not come back is lost, and is looked for no longer than a restart takes', async () => {
  const limits: number[] = [];
  const isBack: PhoneSlot['isBack'] = async ({ limitSeconds }) => {
    limits.push(limitSeconds);
    return false;
  };
  const events = await run({ phone: scriptedPhone(away(20, 1e6)), isBack });
  expect(sessions(events)).toEqual(['started', 'lost']);
  expect(limits).toEqual([600]);
  expect(steps.at(-1)).toMatchObject({ lost: true, message: expect.stringContaining('failed') });
});

test('an app that is refused is refused once', async () => {
  const phone = scriptedPhone((command) => {
    if (command === 'install') throw new HeatsoakError('INSTALL_REFUSED', 'not signed');
  });
  expect(sessions(await run({ phone }))).toEqual(['started', 'lost']);
  expect(phone.calls.filter((call) => call === 'install')).toHaveLength(1);
});

test('a driver that never recovers ends the session after three more openings', async () => {
  const events = await run({ phone: scriptedPhone(away(20, 1e6, 'COMMAND_FAILED')) });
  expect(sessions(events).filter((outcome) => outcome === 'started')).toHaveLength(4);
  expect(sessions(events).at(-1)).toBe('lost');
});

test('Ctrl-C while the phone is looked for ends the run at once', async () => {
  const abort = new AbortController();
  const isBack = async (): Promise<boolean> => {
    abort.abort(new Error('interrupted'));
    throw abort.signal.reason;
  };
  const events = await run({ phone: scriptedPhone(away(20, 1e6)), isBack, signal: abort.signal });
  expect(sessions(events)).toEqual(['started', 'lost']);
  expect(steps.at(-1)).toMatchObject({ lost: true, message: expect.not.stringContaining('interrupted') });
});

test.each([1, 2, 3])(
  'wherever a phone goes away for some commands, each launch is measured or fetched, and none is lost (seed %i)',
  async (seed) => {
    const random = createRandom(seed);
    for (let time = 0; time < 12; time++) {
      await freshFolder();
      const code = (['TUNNEL_LOST', 'AFC_LOST', 'COMMAND_FAILED', 'APPIUM_LOST'] as const)[time % 4];
      const from = 2 + Math.floor(random.uniform() * 45);
      const phone = scriptedPhone(away(from, 1 + Math.floor(random.uniform() * 5), code));
      const events = await run({ phone });
      const finished = ends(events).filter((end) => end.endsWith('finished'));
      expect([...new Set(finished)].sort()).toEqual(allFinished);
      expect(sessions(events).at(-1)).toBe('finished');
      expect((await readRun(folder.path)).launches.size).toBe(4);
    }
  },
);
