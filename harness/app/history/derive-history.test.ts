import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nightOfRun } from '../../history/night-of-run.ts';
import { deriveLogs } from '../../judge/derive.ts';
import { type SimulatedRun, simulatedRunLogs, writeSimulatedRun } from '../simulated-run.fixture.ts';
import { acceptChange, changesIn, deriveHistory, markRunBad } from './derive-history.ts';
import { readNights } from './read-nights.ts';

const NIGHTS = 28;
const STEP_AT = 20;
let root = '';

const runAt = (night: number): Pick<SimulatedRun, 'run' | 'at'> => {
  const at = new Date(Date.UTC(2026, 0, 1 + night, 3)).toISOString();
  return { at, run: at.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-') };
};

/** A day effect of 4 % on the whole phone, and a candidate that is 6 % slower from night 20 on. */
const nightly = (night: number): SimulatedRun => ({
  ...runAt(night),
  speeds: { candidate: night < STEP_AT ? 20 : 18.8, pinned: 15 },
  names: { candidate: night < STEP_AT ? 'good' : 'slow', pinned: 'pinned' },
  blocks: 2,
  dayNoise: 0.04,
  launchNoise: 0.002,
  seed: night,
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-history-'));
  for (let night = 0; night < NIGHTS; night++) await writeSimulatedRun(root, nightly(night));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const nightOf = (options: SimulatedRun) => nightOfRun(deriveLogs(simulatedRunLogs(options)));
const decodeOf = (options: SimulatedRun) =>
  nightOf(options).cells.find((cell) => cell.metric === 'decode_rate');

test('a step of 6 % under a day effect of 4 % is found on its night through the pinned build', async () => {
  const changes = changesIn(await deriveHistory(root)).filter(
    ({ series }) => series.metric === 'decode_rate' && series.kind === 'paired',
  );
  expect(changes).toHaveLength(1);
  expect(changes[0]?.change).toMatchObject({ run: runAt(STEP_AT).run, direction: 'down', better: false });
  expect(changes[0]?.change.shiftPercent).toBeCloseTo(-6, 0);
});

test('history.json stays byte for byte the same', async () => {
  await deriveHistory(root);
  const first = await readFile(join(root, 'history.json'));
  await deriveHistory(root);
  expect(await readFile(join(root, 'history.json'))).toEqual(first);
});

test('a night that cannot be kept is read all the same', async () => {
  const path = join(root, runAt(3).run ?? '');
  await rm(join(path, 'night.json'), { force: true });
  const inTheWay = join(path, `night.json.${process.pid}.part`);
  await mkdir(inTheWay);
  const { nights, skipped } = await readNights(root);
  await rm(inTheWay, { recursive: true });
  expect(skipped).toEqual([]);
  expect(nights).toHaveLength(NIGHTS);
});

const logOfReference = async (path: string): Promise<string> => {
  const folder = join(path, 'reference', 'planted');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'events.jsonl'), '');
  return join(folder, 'events.jsonl');
};
const touch = (path: string) => utimes(path, new Date(0), new Date(0));

test.each([
  ['the seal is another', (path: string) => touch(join(path, 'seal.json')), undefined],
  ['a log of a phone is another', (path: string) => touch(join(path, 'events', 'one.jsonl')), undefined],
  ['the manifest is another', (path: string) => touch(join(path, 'manifest.json')), undefined],
  [
    'a log of the reference went',
    (path: string) => rm(join(path, 'reference'), { recursive: true }),
    undefined,
  ],
  ['a log of the reference is another', async (path: string) => touch(await logOfReference(path)), undefined],
  ['Heatsoak has another version', async () => undefined, '99.0.0'],
])('a night is made again when %s, and only then', async (_, change, version) => {
  const path = join(root, runAt(0).run ?? '');
  await logOfReference(path);
  await readNights(root);
  const file = join(path, 'night.json');
  const kept = JSON.parse(await readFile(file, 'utf8')) as { inputs: string; night: object };
  await writeFile(file, JSON.stringify({ ...kept, night: { ...kept.night, verdict: 'KEPT' } }));
  expect((await readNights(root)).nights[0]?.verdict).toBe('KEPT');
  await change(path);
  expect((await readNights(root, version)).nights[0]?.verdict).not.toBe('KEPT');
});

test('a folder that is no run is named, and the others are read', async () => {
  await writeFile(join(root, 'note.txt'), 'no folder');
  const path = await writeSimulatedRun(root, { ...nightly(0), run: 'broken' });
  await rm(join(path, 'manifest.json'));
  const { skipped, nights } = await readNights(root);
  expect(skipped).toEqual([{ folder: 'broken', reason: expect.stringContaining('not a run folder') }]);
  expect(nights).toHaveLength(NIGHTS);
  await rm(path, { recursive: true });
});

test('marks survive that everything else is thrown away', async () => {
  const [found] = changesIn(await deriveHistory(root)).filter(
    ({ series }) => series.metric === 'decode_rate' && series.kind === 'paired',
  );
  await acceptChange(root, found?.change.id ?? '', 'new sampler', '2026-03-01T00:00:00.000Z');
  await markRunBad(root, runAt(3).run ?? '', 'the fan was off', '2026-03-01T00:00:00.000Z');
  await rm(join(root, 'history.json'));
  await rm(join(root, runAt(7).run ?? '', 'night.json'));
  const again = await deriveHistory(root);
  expect(again.runs.find(({ run }) => run === runAt(3).run)?.bad).toBe('the fan was off');
  expect(changesIn(again)[0]?.change).toMatchObject({
    id: found?.change.id,
    state: 'accepted',
    note: 'new sampler',
  });
});

test('a mark on a run or change that is not there is refused with the nearest name', async () => {
  await expect(markRunBad(root, `${runAt(3).run}x`, 'why', '2026-03-01T00:00:00.000Z')).rejects.toMatchObject(
    {
      code: 'RUN_UNKNOWN',
      message: expect.stringContaining(`did you mean "${runAt(3).run}"`),
    },
  );
  await expect(acceptChange(root, 'nothing', 'why', '2026-03-01T00:00:00.000Z')).rejects.toMatchObject({
    code: 'CHANGE_UNKNOWN',
  });
});

test('marks that a person broke are refused and not overwritten', async () => {
  const path = join(root, 'history-marks.json');
  const before = await readFile(path, 'utf8');
  await writeFile(path, '{"v":1,"badRunz":{}}');
  await expect(deriveHistory(root)).rejects.toMatchObject({ code: 'MARKS_INVALID' });
  await expect(markRunBad(root, runAt(3).run ?? '', 'why', '2026-03-01T00:00:00.000Z')).rejects.toMatchObject(
    { code: 'MARKS_INVALID' },
  );
  expect(await readFile(path, 'utf8')).toBe('{"v":1,"badRunz":{}}');
  await writeFile(path, before);
});

test('the value of a night is log(candidate / pinned), and a drift over the block cancels', () => {
  const options: SimulatedRun = { speeds: { baseline: 17, candidate: 20, pinned: 16 }, launchNoise: 0 };
  expect(decodeOf(options)?.paired).toBeCloseTo(Math.log(20 / 16), 6);
  expect(decodeOf(options)?.plain).toBeCloseTo(Math.log(20), 6);
});

test('without a pinned build the value is log(candidate)', () => {
  const options: SimulatedRun = { speeds: { baseline: 17, candidate: 20 }, launchNoise: 0 };
  expect(decodeOf(options)).toMatchObject({
    paired: null,
    plain: expect.closeTo(Math.log(20), 6),
    launches: 8,
  });
});

test('a launch that started warm is not of the night', () => {
  const options: SimulatedRun = {
    speeds: { candidate: 20, pinned: 16 },
    thermal: ({ block, role }) => (block === 0 && role === 'candidate' ? 'fair' : 'nominal'),
  };
  expect(decodeOf(options)?.launches).toBe(6);
});

test('a block that lost one end of its pinned build does not count', () => {
  const options: SimulatedRun = {
    speeds: { candidate: 20, pinned: 16 },
    thermal: ({ block, role, position }) =>
      block === 1 && role === 'pinned' && position === 0 ? 'serious' : 'nominal',
  };
  expect(decodeOf(options)?.launches).toBe(6);
});

test('a copy of a run under another name is no second night, and is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-copies-'));
  try {
    await writeSimulatedRun(folder, nightly(0));
    const { run = '' } = runAt(0);
    await cp(join(folder, run), join(folder, '0-copy'), { recursive: true });
    await cp(join(folder, run), join(folder, `${run} copy`), { recursive: true });
    const { nights, skipped } = await readNights(folder);
    expect(nights.map((night) => night.run)).toEqual([run]);
    expect(skipped).toEqual(
      ['0-copy', `${run} copy`].map((copy) => ({ folder: copy, reason: `is a copy of the run in ${run}` })),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
