import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PlannedLaunch, PlannedPower } from '../experiment/manifest.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { deriveLogs } from '../judge/derive.ts';
import { purposeOf } from '../judge/run-purpose.ts';
import { eventLine } from '../protocol/event-line.ts';
import { interimAnalysisAfter } from '../session/stop-early.ts';
import { openRunFolder } from '../store/run-folder.ts';
import {
  type SimulatedRun,
  simulatedManifest,
  simulatedRunLogs,
  writeSimulatedRun,
} from './simulated-run.fixture.ts';

const speeds = { baseline: 20, candidate: 20 };
const stopping = { rule: 'group-sequential', leastBlocks: 5, mostBlocks: 8 } as const;
const stoppable: SimulatedRun = { speeds, blocks: 8, extra: { stopping } };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-judgement-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function analyse(options: SimulatedRun, block: number, position = 3) {
  const path = await writeSimulatedRun(folder, options);
  const manifest = simulatedManifest(options);
  const [planned] = manifest.sessions;
  const launch = planned?.launches.find((each) => each.block === block && each.position === position);
  if (!planned || !launch) throw new Error('the fixture has no such launch');
  return interimAnalysisAfter({ manifest, planned, folder: openRunFolder(path) }, launch);
}

test('a clean build on a quiet phone is proved before the last block, and the suite ends', async () => {
  expect(await analyse(stoppable, 5)).toMatchObject({
    decision: 'stop',
    because: 'proved',
    blocks: 6,
    mostBlocks: 8,
    suite: 'quick',
  });
});

test('one block proves nothing', async () => {
  expect(await analyse(stoppable, 0)).toMatchObject({ decision: 'go-on', blocks: 1 });
});

test('a certain regression ends the suite too, as soon as the plan lets it end', async () => {
  const slow = { ...stoppable, speeds: { baseline: 20, candidate: 16 } };
  expect(await analyse(slow, 3)).toMatchObject({ decision: 'go-on', blocks: 4 });
  expect(await analyse({ ...slow, run: 'second' }, 4)).toMatchObject({ decision: 'stop', because: 'worse' });
});

test('a regression ends the suite in the middle of a block where halves are asked', async () => {
  const slow: SimulatedRun = {
    ...stoppable,
    speeds: { baseline: 20, candidate: 16 },
    extra: { stopping: { ...stopping, halves: true } },
  };
  expect(await analyse(slow, 5, 1)).toMatchObject({ decision: 'stop', because: 'worse', blocks: 5.5 });
  await expect(analyse({ ...slow, run: 'second' }, 5, 0)).rejects.toThrow(/no rule for ending early here/);
});

test('a noisy phone goes on, and at the end of its budget says so', async () => {
  const noisy = { ...stoppable, launchNoise: 0.08 };
  expect(await analyse(noisy, 5)).toMatchObject({ decision: 'go-on' });
  expect(await analyse({ ...noisy, run: 'second' }, 7)).toMatchObject({ decision: 'budget-spent' });
});

const after =
  (blocks: number) =>
  ({ block, position }: PlannedLaunch): boolean =>
    block + position / 4 >= blocks;

/** Some of eight blocks, and a journal that says that they were enough. */
function stoppedAfter(
  blocks: number,
  options: SimulatedRun,
  { missing = after(blocks), because = 'proved' as 'proved' | 'worse' } = {},
) {
  const logs = simulatedRunLogs({ ...options, missing });
  const stop = eventLine(2, 1, {
    type: 'harness.stopping',
    suite: 'quick',
    blocks,
    mostBlocks: 8,
    because,
    decision: 'stop',
  });
  const journal = logs.harness.get('one') ?? readJournal('');
  const events = [...journal.events, ...readJournal(stop).events];
  return deriveLogs({ ...logs, harness: new Map([['one', { ...journal, events }]]) });
}

test('blocks that an early stop left out are not missing, and the report says why', () => {
  const { measurement, verdict } = stoppedAfter(6, stoppable);
  expect(measurement.launches).toHaveLength(24);
  expect(measurement.caveats.map((caveat) => caveat.code)).not.toContain('launch-missing');
  expect(measurement.caveats).toContainEqual(
    expect.objectContaining({ code: 'stopped-early', message: expect.stringContaining('6 of 8 blocks') }),
  );
  expect(verdict.verdict).toBe('GO');
});

test('half a block is whole where the plan asks after halves, and a gap where it does not', () => {
  const asked = { ...stoppable, extra: { stopping: { ...stopping, rule: 'quick' as const, halves: true } } };
  const { measurement, verdict } = stoppedAfter(6.5, asked);
  expect(measurement.launches).toHaveLength(26);
  expect(measurement.caveats.map((caveat) => caveat.code)).not.toContain('launch-missing');
  expect(measurement.caveats).toContainEqual(
    expect.objectContaining({ code: 'stopped-early', message: expect.stringContaining('6.5 of 8 blocks') }),
  );
  expect(verdict.verdict).toBe('GO');
  const unasked = stoppedAfter(6.5, stoppable);
  expect(unasked.measurement.caveats.filter(({ code }) => code === 'launch-missing')).toHaveLength(6);
});

const unendedIn = ({ measurement: { caveats } }: ReturnType<typeof stoppedAfter>) => ({
  stopped: caveats.some(({ code }) => code === 'stopped-early'),
  missing: caveats.filter(({ code }) => code === 'launch-missing').length,
});

test('a proof that a journal says was made in the middle of a block is none: a loss alone is found there', () => {
  const asked = { ...stoppable, extra: { stopping: { ...stopping, halves: true } } };
  expect(unendedIn(stoppedAfter(6.5, asked))).toEqual({ stopped: false, missing: 6 });
  expect(unendedIn(stoppedAfter(6.5, asked, { because: 'worse' }))).toEqual({ stopped: true, missing: 0 });
});

test('a stop in the middle of a block with a pinned build is none: nothing is ever asked there', () => {
  const pinned: SimulatedRun = {
    ...{ ...stoppable, speeds: { baseline: 20, candidate: 20, pinned: 20 } },
    extra: { stopping: { ...stopping, rule: 'quick', halves: true } },
  };
  const missing = ({ block, position }: PlannedLaunch): boolean => block + position / 6 >= 6.5;
  expect(unendedIn(stoppedAfter(6.5, pinned, { missing }))).toEqual({ stopped: false, missing: 9 });
});

test('a suite that ended as planned is told, and is no doubt about the verdict', () => {
  const { measurement, verdict } = stoppedAfter(6, stoppable);
  const others = measurement.caveats.filter(({ code }) => code !== 'stopped-early');
  expect(verdict.doubts?.count).toBe(others.length);
});

test('a pass of the quick gate says that nothing is proved', () => {
  const quick = { ...stoppable, extra: { stopping: { ...stopping, rule: 'quick' as const } } };
  const { measurement, verdict } = deriveLogs(simulatedRunLogs(quick));
  expect(verdict.verdict).toBe('GO');
  expect(measurement.caveats.map(({ code }) => code)).toContain('quick-gate');
});

test.each([
  ['a run of fixed length', 6, {}],
  ['fewer blocks than the plan lets it end with', 4, { stopping }],
] as const)('a stop of %s is none: what it left out is missing', (_, blocks, extra) => {
  const { measurement } = stoppedAfter(blocks, { ...stoppable, extra });
  expect(measurement.caveats.map((caveat) => caveat.code)).not.toContain('stopped-early');
  expect(measurement.caveats.filter((caveat) => caveat.code === 'launch-missing')).toHaveLength(
    4 * (8 - blocks),
  );
});

test('a stop leaves nothing out that was measured after it, whatever those blocks say', () => {
  const { measurement } = stoppedAfter(6, stoppable, { missing: () => false });
  expect(measurement.caveats.map((caveat) => caveat.code)).not.toContain('stopped-early');
  expect(measurement.launches.filter(({ planned }) => planned.block >= 6).length).toBeGreaterThan(0);
});

test('a stop after more blocks than were planned is none', () => {
  const { measurement } = stoppedAfter(7, {
    ...stoppable,
    extra: { stopping: { ...stopping, mostBlocks: 6 } },
  });
  expect(measurement.caveats.map((caveat) => caveat.code)).not.toContain('stopped-early');
});

test('the same blocks without a stop are missing', () => {
  const { measurement } = deriveLogs(simulatedRunLogs({ ...stoppable, missing: after(6) }));
  expect(measurement.caveats.filter((caveat) => caveat.code === 'launch-missing')).toHaveLength(8);
});

test('the pinned build changes nothing in the comparison of the other two', () => {
  const options = { speeds: { baseline: 20, candidate: 19, pinned: 5 }, launchNoise: 0 };
  const [decode] = deriveLogs(simulatedRunLogs(options)).comparisons;
  expect(decode?.pooled).toMatchObject({ blocks: 4, changePercent: expect.closeTo(-5, 6) });
});

const alarmed: PlannedPower = {
  device: 'one',
  metric: 'decode_rate',
  blocks: 4,
  marginPercent: 2,
  noise: 0.01,
  source: 'calibration',
  smallestEffectPercent: 2,
  blocksToProve: 4,
  calibration: { results: 20, missed: 4, state: 'alarm' },
};

test('a cell whose A/A runs raised the alarm is not to be trusted, in the caveats and beside the verdict', () => {
  const { verdict, measurement } = deriveLogs(simulatedRunLogs({ speeds, extra: { power: [alarmed] } }));
  expect(measurement.caveats).toContainEqual(
    expect.objectContaining({
      code: 'do-not-trust',
      device: 'one',
      message: expect.stringContaining('4 of the last 20'),
    }),
  );
  expect(verdict.detail).toContain('do not trust decode_rate');
  expect(verdict.devices[0]?.detail).toContain('do not trust decode_rate');
});

test('a warning is no alarm', () => {
  const warned = { ...alarmed, calibration: { results: 20, missed: 3, state: 'warn' as const } };
  const { measurement } = deriveLogs(simulatedRunLogs({ speeds, extra: { power: [warned] } }));
  expect(measurement.caveats.map((caveat) => caveat.code)).not.toContain('do-not-trust');
});

const hotCandidate = (blocks: number) => (launch: PlannedLaunch) =>
  launch.role === 'candidate' && launch.block < blocks && launch.position === 1 ? 'fair' : 'nominal';

test('a launch in another thermal state than its block is not compared, and is counted by build', () => {
  const { comparisons, measurement, thermal } = deriveLogs(
    simulatedRunLogs({ speeds, thermal: hotCandidate(1) }),
  );
  expect(thermal.dropped.map(({ launch }) => launch)).toEqual(['quick-b0-p1-candidate']);
  expect(comparisons[0]?.pooled.blocks).toBe(4);
  expect(measurement.caveats).toContainEqual(
    expect.objectContaining({
      code: 'thermal-dropped',
      device: 'one',
      message: expect.stringMatching(/^0 of 8 launches of the baseline and 1 of 8 launches of the candidate/),
    }),
  );
});

test('when one build runs hot more often that is a finding, and no change is not proved', () => {
  const { comparisons, measurement } = deriveLogs(
    simulatedRunLogs({
      speeds,
      blocks: 16,
      thermal: ({ role, position }) => (role === 'candidate' && position < 2 ? 'fair' : 'nominal'),
    }),
  );
  expect(measurement.caveats.map((caveat) => caveat.code)).toContain('thermal-imbalance');
  expect(comparisons.find((each) => each.metric === 'decode_rate')?.pooled.reading).not.toBe('no-change');
});

test('a block that is warm throughout is compared', () => {
  const { thermal } = deriveLogs(
    simulatedRunLogs({ speeds, thermal: ({ block }) => (block === 0 ? 'fair' : 'nominal') }),
  );
  expect(thermal.dropped).toEqual([]);
});

const twice = { speeds, names: { baseline: 'same', candidate: 'same' } };

test('the same app, model and settings on both sides are one build: no GO, and the report says why', () => {
  const { verdict, measurement } = deriveLogs(simulatedRunLogs(twice));
  expect(verdict).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('Same build twice'),
  });
  expect(measurement.caveats.map((caveat) => caveat.code)).toContain('aa-run');
});

test('another app, and other settings of one app, are another build', () => {
  expect(purposeOf(simulatedManifest({ speeds }))).toBe('two-builds');
  const { builds } = simulatedManifest(twice);
  const [baseline, candidate] = builds;
  if (!baseline || !candidate) throw new Error('the fixture has no builds');
  const threads = { ...candidate, engine: { ...candidate.engine, threads: 8 } };
  expect(purposeOf({ builds: [baseline, threads] })).toBe('two-builds');
  expect(purposeOf({ builds })).toBe('same-build');
});
