import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Waiver } from '../experiment/waiver.ts';
import type { MetricComparison } from '../judge/change.ts';
import { deriveLogs, resultOf } from '../judge/derive.ts';
import { decidingCells } from '../judge/required-cells.ts';
import { type DecidingCell, datedWaivers, judgeWaivers } from '../judge/waivers.ts';
import { documentOfRun } from '../publish/run-document.ts';
import { readGate } from './plan/read-gate.ts';
import { type SimulatedRun, simulatedRunLogs } from './simulated-run.fixture.ts';
import { removeWaiver, waive } from './waive.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-waive-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const now = () => new Date('2026-01-01T00:00:00.000Z');
const answered = { owner: 'anna', until: '2026-01-31', why: 'new sampler' };
const waived = (place: Partial<Waiver> = {}): Waiver => ({ metric: 'decode_rate', ...answered, ...place });

/** A candidate that decodes 8 % slower, on 1 January 2026. */
const slower: SimulatedRun = { speeds: { baseline: 20, candidate: 18.4 }, blocks: 6 };
const judged = (waivers: readonly Waiver[], run: SimulatedRun = slower) =>
  deriveLogs(simulatedRunLogs({ ...run, extra: { waivers: [...waivers] } }));

test('a slower build is a NO-GO, and a GO that tells who answers for it while a waiver holds', () => {
  expect(judged([]).verdict.verdict).toBe('NO-GO');
  const { verdict, waivers } = judged([waived()]);
  expect(verdict.verdict).toBe('GO');
  expect(verdict.headline).toMatch(
    /Decode speed −8\.\d* % on .*, waived by anna until 2026-01-31: new sampler$/,
  );
  expect(waivers).toMatchObject([{ state: 'waives', cells: [{ metric: 'decode_rate', suite: 'quick' }] }]);
});

test('a waiver holds on its last day, and from the next day on it stops the build again and says so', () => {
  expect(judged([waived({ until: '2026-01-01' })]).verdict.verdict).toBe('GO');
  const { verdict, objections, waivers } = judged([waived({ until: '2025-12-31' })]);
  expect(verdict.verdict).toBe('NO-GO');
  expect(verdict.headline).toContain('the waiver of decode_rate by anna expired on 2025-12-31');
  expect(waivers[0]?.state).toBe('expired');
  expect(objections.map(({ code }) => code)).toEqual(['waiver-expired']);
});

test('a build that needs no waiver any more does not pass while an expired one stands in the policy', () => {
  const same: SimulatedRun = { speeds: { baseline: 20, candidate: 20 }, blocks: 6 };
  expect(judged([waived()], same).waivers[0]?.state).toBe('unneeded');
  const derived = judged([waived({ until: '2025-12-31' })], same);
  expect(derived.verdict).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: 'Cannot tell: the waiver of decode_rate by anna expired on 2025-12-31',
  });
  expect(documentOfRun(derived, { folder: 'run' }, null).reasons.map(({ code }) => code)).toContain(
    'waiver-expired',
  );
});

test('a waiver that lets one case pass is told, and one of what decides nothing waives nothing', () => {
  const { measurement, comparisons } = judged([waived()]);
  const { manifest } = measurement;
  const devices = manifest.sessions.map(({ device }) => device);
  const judgedIn = (cells: readonly DecidingCell[], changes: readonly MetricComparison[]) =>
    judgeWaivers({ ...datedWaivers(manifest), devices, cells }, changes)[0]?.state;
  const oneCase = comparisons.map((each) => ({
    ...each,
    perDevice: each.perDevice.map((change) => ({ ...change, notWorse: true })),
  }));
  expect(judgedIn(decidingCells(manifest), oneCase)).toBe('waives');
  expect(judgedIn(decidingCells({ ...manifest, gate: [] }), comparisons)).toBe('elsewhere');
});

test('a waived metric that has no value is told, in the headline and as a line of the gate', () => {
  const gate = [{ metric: 'decode_rate' }, { metric: 'prefill_rate', marginPercent: 3 }];
  const run: SimulatedRun = {
    ...{ speeds: { baseline: 20, candidate: 20 }, blocks: 6 },
    extra: { gate, waivers: [waived({ metric: 'prefill_rate' })] },
  };
  const short = deriveLogs(simulatedRunLogs(run));
  expect(deriveLogs(simulatedRunLogs({ ...run, extra: { gate } })).verdict.verdict).toBe('INCONCLUSIVE');
  expect(short.comparisons.map(({ metric }) => metric)).not.toContain('prefill_rate');
  expect(short.verdict.headline).toMatch(
    /; Prefill speed without a comparable value on .*, waived by anna until 2026-01-31: new sampler$/,
  );
  expect(short.verdict.gates?.find(({ id }) => id === 'prefill_rate')).toMatchObject({
    ...{ state: 'waived', measured: 'no comparable value', waiver: { owner: 'anna' } },
  });
  expect(resultOf(short).waivers).toMatchObject([
    { state: 'waives', cells: [{ changePercent: null, allowedPercent: 3 }] },
  ]);
});

test.each([
  ['of another phone', { phone: 'other' }],
  ['of another model', { phone: 'iPhone18,1' }],
  ['of another suite', { suite: 'sustained' }],
  ['of another metric', { metric: 'prefill_rate' }],
])('a waiver %s waives nothing here', (_, place) => {
  expect(judged([waived(place)]).verdict.verdict).toBe('NO-GO');
});

test('a waiver never hides a crash or another answer', () => {
  const dying: SimulatedRun = {
    ...slower,
    ends: ({ role }) => (role === 'candidate' ? 'crashed' : null),
  };
  const other: SimulatedRun = {
    ...slower,
    edit: (log, { role }) => (role === 'candidate' ? log.replaceAll('"ids":[1,2,', '"ids":[1,9,') : log),
  };
  for (const run of [dying, other]) expect(judged([waived()], run).verdict.verdict).toBe('NO-GO');
});

test('the judged waiver stands in result.json, and a run without one has no such key', () => {
  expect(resultOf(judged([waived()])).waivers).toMatchObject([{ owner: 'anna', state: 'waives' }]);
  expect(resultOf(judged([]))).not.toHaveProperty('waivers');
});

test('a waiver is written into the policy, replaces the one about the same, and is taken out again', async () => {
  const gate = join(folder, 'gate.json');
  await writeFile(gate, '{\n  "rules": [{ "metric": "ttft", "marginPercent": 3 }]\n}\n');
  await waive({ gate, ...waived() }, { now });
  await waive({ gate, ...waived({ phone: 'one' }) }, { now });
  await waive({ gate, ...waived({ why: 'renewed' }) }, { now });
  expect((await readGate(gate)).waivers).toEqual([waived({ why: 'renewed' }), waived({ phone: 'one' })]);
  expect((await readGate(gate)).rules).toEqual([{ metric: 'ttft', marginPercent: 3 }]);
  await removeWaiver({ gate, metric: 'decode_rate' });
  expect((await readGate(gate)).waivers).toEqual([waived({ phone: 'one' })]);
  await expect(removeWaiver({ gate, metric: 'decode_rate' })).rejects.toMatchObject({
    code: 'WAIVER_UNKNOWN',
  });
});

test.each([
  ['a day that is over', { until: '2025-12-31' }, 'WAIVER_EXPIRED'],
  ['no day', { until: 'soon' }, 'USAGE'],
  ['nobody who answers', { owner: ' ' }, 'USAGE'],
  ['a metric that is misspelt', { metric: 'decode_rat' }, 'METRIC_UNKNOWN'],
  ['a suite that is misspelt', { suite: 'quik' }, 'SUITE_UNKNOWN'],
])('a waiver with %s is refused, and nothing is written', async (_, place, code) => {
  const gate = join(folder, 'none.json');
  await expect(waive({ gate, ...waived(place) }, { now })).rejects.toMatchObject({ code });
  await expect(readFile(gate)).rejects.toMatchObject({ code: 'ENOENT' });
});
