import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildFixture, launchFixture, manifestFixture } from '../app/manifest.fixture.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { createRunFolder, type RunFolder } from '../store/run-folder.ts';
import { runOn, scriptedPhone } from './scripted-phone.fixture.ts';

const file = { path: 'x', sha256: '0'.repeat(64), sizeBytes: 1 };
const launches = ['l0', 'l1', 'l2', 'l3'].map((id, position) => launchFixture(id, { position }));
const manifest = manifestFixture(buildFixture(file, file), launches);

let root = '';
let folder: RunFolder;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-hot-'));
  folder = await createRunFolder(root, manifest);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const lossOf = async (): Promise<string | null | undefined> => {
  const { events } = readJournal(await readFile(join(folder.path, 'events/virtual-a16.jsonl'), 'utf8'));
  const end = events.findLast((event) => event.type === 'harness.session');
  return end?.type === 'harness.session' ? end.message : undefined;
};

/** One session whose battery has these temperatures, gate by gate; the last one stays. */
async function session(celsius: readonly number[]): Promise<void> {
  let gates = 0;
  let waitedSeconds = 0;
  let reads = 0;
  const battery = async () => {
    // Before each gate the charge is asked for.
    if (reads++ === 0) {
      waitedSeconds = 0;
      return { percent: 80, temperatureCelsius: null, charging: true };
    }
    const temperatureCelsius = celsius[Math.min(gates, celsius.length - 1)] ?? 0;
    // A gate ends at once where the phone is cool, and at its limit of 60 s where it is hot.
    if (temperatureCelsius <= 32 || waitedSeconds >= 60) {
      gates += 1;
      reads = 0;
      waitedSeconds = 0;
    }
    return { percent: 80, temperatureCelsius, charging: true };
  };
  const wait = async (seconds: number): Promise<void> => {
    waitedSeconds += seconds;
  };
  await runOn({ manifest, folder, phone: { ...scriptedPhone(), battery } }, { wait });
}

const launchEnds = async (): Promise<string[]> => {
  const { events } = readJournal(await readFile(join(folder.path, 'events/virtual-a16.jsonl'), 'utf8'));
  return events.flatMap((event) =>
    event.type === 'harness.launch' && event.outcome !== 'started'
      ? [`${event.launch} ${event.outcome}`]
      : [],
  );
};

async function told() {
  const { events } = readJournal(await readFile(join(folder.path, 'events/virtual-a16.jsonl'), 'utf8'));
  return {
    gates: events.flatMap((event) => (event.type === 'cooldown' ? [event.outcome] : [])),
    faults: events.flatMap((event) => (event.type === 'fault' ? [event.code] : [])),
  };
}

test('a phone that is too hot for two launches in a row ends its session, and says at how many degrees', async () => {
  await session([36]);
  expect(await told()).toEqual({ gates: ['timed-out', 'timed-out'], faults: ['PHONE_NEVER_COOL'] });
  expect(await lossOf()).toContain('stays at 36.0 °C, the gate is 32 °C: 2 launches in a row');
});

test('one whose battery is cool and whose thermal state stays is told by that state', async () => {
  const phone = { ...scriptedPhone(), thermal: async () => 1 as const };
  await runOn({ manifest, folder, phone }, { wait: async () => undefined });
  expect(await told()).toMatchObject({ faults: ['PHONE_NEVER_COOL'] });
  expect(await lossOf()).toMatch(/stays fair: 2 launches in a row.*; next: cool the room/);
});

test('a phone that cools in between goes on', async () => {
  await session([36, 25, 36, 25]);
  expect(await told()).toMatchObject({ faults: [], gates: expect.arrayContaining(['timed-out', 'reached']) });
});

test('a session that is gone on with has two gates again', async () => {
  await session([36]);
  await session([36]);
  expect((await told()).gates).toHaveLength(4);
});

test('a phone with a low battery that does not charge ends its session before anything is measured', async () => {
  const low = { percent: 12, temperatureCelsius: 25, charging: true };
  await runOn({ manifest, folder, phone: { ...scriptedPhone(), battery: async () => low } });
  expect(await told()).toEqual({ gates: [], faults: ['BATTERY_LOW'] });
});

test('a launch that began hot before the phone was given up is measured again when the run goes on', async () => {
  await session([30, 36]);
  expect(await launchEnds()).toEqual(['l0 finished', 'l1 finished', 'l1 interrupted']);
  await session([30]);
  expect((await launchEnds()).slice(3)).toEqual(['l1 finished', 'l2 finished', 'l3 finished']);
});
