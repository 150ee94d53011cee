import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { readJournal } from '../experiment/read-journal.ts';
import type { ReportedDeath } from '../phone/death-of.ts';
import type { AppState } from '../phone/phone.ts';
import { createRunFolder, type RunFolder } from '../store/run-folder.ts';
import { oneBlock as manifest } from './one-block.fixture.ts';
import { launchIn, runOn, type ScriptedPhone, scriptedPhone } from './scripted-phone.fixture.ts';

let root = '';
let folder: RunFolder;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-dying-'));
  folder = await createRunFolder(root, manifest);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const death: ReportedDeath = {
  ...{ cause: 'memory', words: 'killed for memory: per-process-limit at 3200 MiB' },
  ...{ name: 'JetsamEvent-1.ips', report: '{}\n{}\n' },
};
const running = (launch: string): string =>
  JSON.stringify({ v: 1, state: 'running', launch, trial: 2, trials: null, heartbeatUs: 1 });

/** A phone on which the second launch ends as its app's state says, one state a poll. */
function phoneWith(states: readonly AppState[], found: ReportedDeath | null): ScriptedPhone {
  const phone = scriptedPhone();
  const isIn = (launch: string): boolean => phone.launched.at(-1) === launch;
  let polls = 0;
  return {
    ...phone,
    state: async (bundleId) => (isIn('l1') ? (states[polls++] ?? 'foreground') : await phone.state(bundleId)),
    readStatus: async (bundleId, launch) =>
      isIn('l1') && polls <= states.length && launchIn(launch) === 'l1'
        ? running(launch)
        : phone.readStatus(bundleId, launch),
    async deathOf() {
      phone.calls.push('deathOf');
      return found;
    },
  };
}

async function ends() {
  const text = await readFile(join(folder.path, 'events/virtual-a16.jsonl'), 'utf8');
  return readJournal(text).events.flatMap((event) =>
    event.type === 'harness.launch' && event.outcome !== 'started' && event.launch === 'l1' ? [event] : [],
  );
}

test('an app that was killed for memory is a result with its crash report, and is not measured again', async () => {
  const phone = phoneWith(['not-running'], death);
  await runOn({ manifest, folder, phone });
  expect(phone.launched).toEqual(manifest.sessions[0]?.launches.map(({ id }) => id));
  const report = await readFile(join(folder.path, 'crash-reports/virtual-a16/l1.ips'), 'utf8');
  expect(report).toBe(death.report);
  expect(await ends()).toMatchObject([
    {
      outcome: 'crashed',
      message: expect.stringMatching(/^killed for memory: per-process-limit at 3200 MiB; .*after trial 2/),
      death: { cause: 'memory', report: { name: 'JetsamEvent-1.ips', sizeBytes: report.length } },
    },
  ]);
});

test('an app of which the phone has written nothing is a crash all the same, after three looks', async () => {
  const phone = phoneWith(['not-running'], null);
  await runOn({ manifest, folder, phone });
  expect(await ends()).toMatchObject([{ outcome: 'crashed' }]);
  expect((await ends())[0]).not.toHaveProperty('death');
  expect(phone.calls.filter((call) => call === 'deathOf')).toHaveLength(3);
});

test('an app that died while nobody could see it is a result where the phone says so, and only there', async () => {
  const lost = phoneWith([], null);
  const cut = async (): Promise<never> => {
    throw new HeatsoakError('TUNNEL_LOST', 'the cable was pulled');
  };
  await runOn({
    manifest,
    folder,
    phone: { ...lost, state: async () => (lost.launched.length > 1 ? cut() : 'foreground') },
  });
  const back = scriptedPhone();
  const died = {
    ...back,
    readStatus: async (bundleId: string, launch: string) =>
      launchIn(launch) === 'l1' && back.launched.length === 0
        ? running(launch)
        : back.readStatus(bundleId, launch),
    state: async () => (back.launched.length === 0 ? ('not-running' as const) : ('foreground' as const)),
    deathOf: async () => death,
  };
  await runOn({ manifest, folder, phone: died });
  expect(back.launched).toEqual(['l2', 'l3']);
  expect(await ends()).toMatchObject([{ outcome: 'crashed', death: { cause: 'memory' } }]);
});

test('a launch that another app lay in front of is measured once more, and has failed where that happens again', async () => {
  const once = phoneWith(['background', 'background'], null);
  await runOn({ manifest, folder, phone: once });
  expect((await ends()).map(({ outcome, because }) => [outcome, because])).toEqual([
    ['interrupted', 'behind'],
    ['finished', undefined],
  ]);
  folder = await createRunFolder(root, { ...manifest, run: 'again' });
  const twice = phoneWith(['background', 'background', 'background', 'background'], null);
  await runOn({ manifest, folder, phone: twice });
  expect((await ends()).map(({ outcome }) => outcome)).toEqual(['interrupted', 'failed']);
});
