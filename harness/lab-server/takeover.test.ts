import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { JournalEvent } from '../experiment/journal-event.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { checkLab } from './lab-history.fixture.ts';
import { labTests, resultAlone } from './lab-tests.fixture.ts';
import type { LabUnderWay } from './lab-under-way.fixture.ts';
import { labManifest, launchesOf } from './simulated-lab.fixture.ts';
import type { WorkerProcess } from './worker-process.fixture.ts';

const { withDatabase } = labTests(400);
/** The shortest that the queue takes. */
const HEARTBEAT_SECONDS = 10;
const HOUR_MS = 3_600_000;

/** Measures a run on one phone, whose worker is killed in its second launch; the next one starts `pauseMs` later. */
async function takenOver(
  lab: LabUnderWay,
  run: string,
  [first, second]: readonly [Partial<WorkerProcess>, Partial<WorkerProcess>] = [{}, {}],
  { limitSeconds = 60, pauseMs = 0 } = {},
): Promise<{ readonly result: string; readonly expected: string; readonly events: readonly JournalEvent[] }> {
  const manifest = labManifest(run, ['one']);
  const expected = await resultAlone(lab, manifest);
  await lab.coordinator();
  await lab.submit(manifest, { limitSeconds });
  const staying = { simulated: { ...lab.phones, staysIn: 2 } };
  const killed = await lab.workerProcess('h1', ['one'], { ...staying, ...first });
  await lab.until(async () => (await launchesOf(lab.phones, 'one')).length >= 2);
  await killed.kill();
  const killedAt = performance.now();
  await lab.until(async () => performance.now() - killedAt >= pauseMs);
  await lab.workerProcess('h1', ['one'], second);
  const result = await lab.result(run);
  const text = await readFile(join(lab.root, 'runs', run, 'events/one.jsonl'), 'utf8');
  return { result, expected, events: readJournal(text).events };
}

/** What the journal says from the second opening on, and what it said last before. */
function afterTakeover(events: readonly JournalEvent[]) {
  const opening = events.findLastIndex(
    (event) => event.type === 'harness.session' && event.outcome === 'started',
  );
  const before = events[opening - 1];
  const opened = events[opening];
  if (!before || !opened) throw new Error('the session was opened twice');
  return { gapSeconds: (opened.t - before.t) / 1e6, after: events.slice(opening) };
}

withDatabase(
  'a killed worker is followed within two heartbeats; the launch under way is fetched before anything is sent to the phone',
  async (lab) => {
    const { result, expected, events } = await takenOver(lab, 'followed');
    expect(result).toBe(expected);
    const { gapSeconds, after } = afterTakeover(events);
    expect(gapSeconds).toBeLessThanOrEqual(2 * HEARTBEAT_SECONDS);
    const fetched = after.findIndex((event) => event.type === 'harness.launch');
    expect(after[fetched]).toMatchObject({ outcome: 'finished', message: null });
    const disturbing = ['harness.deploy', 'cooldown', 'harness.charge'];
    expect(after.slice(0, fetched).filter(({ type }) => disturbing.includes(type))).toEqual([]);
    expect(await checkLab(lab)).toEqual([]);
  },
);

withDatabase('clocks of hosts that are an hour off move nothing: ages are the database’s', async (lab) => {
  const skews = [{ skewMs: HOUR_MS }, { skewMs: -HOUR_MS }] as const;
  const { result, expected, events } = await takenOver(lab, 'skewed', skews);
  expect(result).toBe(expected);
  const { gapSeconds } = afterTakeover(events);
  expect(gapSeconds).toBeLessThanOrEqual(2 * HEARTBEAT_SECONDS);
  // The hosts did say what they thought the time was.
  const said = events.flatMap((event) =>
    event.type === 'harness.session' ? [Date.parse(event.wallClock)] : [],
  );
  expect((said[0] ?? 0) - (said[1] ?? 0)).toBeGreaterThan(HOUR_MS);
  // Nor is a launch taken for one that hangs, or its block for one that was broken off for two hours.
  expect(await launchesOf(lab.phones, 'one')).toHaveLength(4);
  expect(await checkLab(lab)).toEqual([]);
});

withDatabase(
  'a block that was broken off for longer than the cool-down limit is run again whole',
  async (lab) => {
    // By their logs, the launches last 3.6 to 3.8 s: so long the phone is not idle after the kill.
    const broken = { limitSeconds: 0.05, pauseMs: 4_500 };
    const { result, expected, events } = await takenOver(lab, 'broken', [{}, {}], broken);
    expect(result).toBe(expected);
    const given = events.flatMap((event) =>
      event.type === 'harness.launch' && event.because === 'gap' ? [event.launch] : [],
    );
    const launches = await launchesOf(lab.phones, 'one');
    expect(given.length).toBeGreaterThanOrEqual(1);
    // Each is measured once more, in its place, and the others once.
    expect(launches.slice(-4)).toEqual([...new Set(launches)]);
    expect(launches).toHaveLength(4 + given.length);
    expect(await checkLab(lab)).toEqual([]);
  },
);
