import { expect, test } from 'vitest';
import { memoryPolicy } from '../experiment/memory-policy.ts';
import { deriveLogs } from '../judge/derive.ts';
import type { GateLine } from '../judge/gates/gate-line.ts';
import type { RunVerdict } from '../judge/verdict.ts';
import { type SimulatedRun, simulatedRunLogs } from './simulated-run.fixture.ts';

const verdictOf = (options: SimulatedRun): RunVerdict => deriveLogs(simulatedRunLogs(options)).verdict;

/** "passed decode_rate" of each line. */
const statesOf = (options: SimulatedRun): string[] =>
  (verdictOf(options).gates ?? []).map(({ state, id }) => `${state} ${id}`);

function lineOf(options: SimulatedRun, id: string): GateLine {
  const line = verdictOf(options).gates?.find((each) => each.id === id);
  if (!line) throw new Error(`no line ${id}`);
  return line;
}

const two: SimulatedRun = { speeds: { baseline: 20, candidate: 20 }, blocks: 6, devices: ['one', 'two'] };
const slower: SimulatedRun = { ...two, speeds: { baseline: 20, candidate: 18 } };
const crashing: SimulatedRun = { ...two, ends: ({ role }) => (role === 'candidate' ? 'crashed' : null) };
const noisy: SimulatedRun = { ...two, blocks: 2, launchNoise: 0.05 };
const lost: SimulatedRun = { ...two, lost: (device) => device === 'two' };
const answersOtherwise: SimulatedRun = {
  ...two,
  edit: (log, { role }) => (role === 'candidate' ? log.replaceAll(/"ids":\[\d+/g, '"ids":[9') : log),
};
const bounded: SimulatedRun = { ...two, extra: { memory: memoryPolicy.parse({}) } };
const anna = { metric: 'decode_rate', owner: 'anna', until: '2026-01-31', why: 'new sampler' };
const waived: SimulatedRun = { ...slower, extra: { waivers: [anna] } };
const waivedOnOne: SimulatedRun = { ...slower, extra: { waivers: [{ ...anna, phone: 'one' }] } };
const expired: SimulatedRun = { ...slower, extra: { waivers: [{ ...anna, until: '2025-12-31' }] } };
const expiredUnneeded: SimulatedRun = { ...two, extra: expired.extra ?? {} };
const waivedAndLost: SimulatedRun = { ...waived, lost: (device) => device === 'two' };
const interrupted: SimulatedRun = { ...waived, blocks: 1 };
const tooSlow: SimulatedRun = { ...two, extra: { limits: [{ metric: 'decode_rate', atLeast: 30 }] } };

test('a pass is a list of what passed, with numbers and limits', () => {
  expect(
    verdictOf(two).gates?.map(({ name, state, measured, allowed }) => [name, state, measured, allowed]),
  ).toEqual([
    ['Decode speed', 'passed', '−0.1 % (−0.4 to +0.1)', '−2 %'],
    ['Peak charged memory', 'passed', '0.0 % (0.0 to 0.0)', '+1 %'],
    ['Output', 'passed', 'the same in 2 cases', null],
    ['Crashes', 'passed', '0 of 24 launches', null],
  ]);
});

test('a line says where it is worst, and on how many phones it is so', () => {
  expect(lineOf(slower, 'decode_rate')).toMatchObject({
    ...{ state: 'failed', suite: 'quick', case: null, allowedPercent: 2 },
    phones: { passed: 0, failed: 2, unknown: 0 },
    sentence: expect.stringMatching(
      /^Decode speed −10\.\d % \(.*\) on iPhone (one|two) in quick; allowed −2 %$/,
    ),
  });
  expect(lineOf(noisy, 'decode_rate').sentence).toMatch(/Cannot tell: Decode speed: .* more blocks/);
});

test('crashes and other answers are counted in their lines', () => {
  expect(lineOf(crashing, 'crashes')).toMatchObject({ state: 'failed', measured: '24 of 24 launches' });
  const onOne: SimulatedRun = {
    ...two,
    ends: ({ role }, device) => (role === 'candidate' && device === 'two' ? 'crashed' : null),
  };
  expect(lineOf(onOne, 'crashes')).toMatchObject({
    ...{ state: 'failed', device: 'two', measured: '12 of 24 launches' },
    sentence: expect.stringContaining('12 of 12 launches'),
  });
  expect(lineOf(answersOtherwise, 'output')).toMatchObject({
    state: 'failed',
    measured: 'other in 2 of 2 cases',
  });
});

test('a bound is a line with what comes nearest to it, kept or broken', () => {
  expect(lineOf(bounded, 'footprint_peak.limit')).toMatchObject({
    ...{ name: 'Peak charged memory, limit', value: expect.any(Number), unit: 'MiB', atMost: 2816 },
    allowed: 'at most 2\u202f816 MiB',
  });
  expect(lineOf(tooSlow, 'decode_rate.limit')).toMatchObject({
    state: 'failed',
    atLeast: 30,
    allowed: 'at least 30 tok/s',
  });
});

test('of a lost phone nothing passes, and the first line says why', () => {
  expect(statesOf(lost)[0]).toBe('unknown phones');
  expect(lineOf(lost, 'phones').sentence).toMatch(/^iPhone two was lost/);
  expect(lineOf(lost, 'decode_rate').phones).toEqual({ passed: 1, failed: 0, unknown: 1 });
});

test('a lost phone that the run does not need is in no line', () => {
  const optional: SimulatedRun = { ...lost, extra: { atLeast: 1 } };
  expect(verdictOf(optional).verdict).toBe('GO');
  expect(lineOf(optional, 'decode_rate').phones).toEqual({ passed: 1, failed: 0, unknown: 0 });
});

test('one build alone is not compared, and one against itself shows its noise', () => {
  expect(statesOf({ ...two, speeds: { candidate: 20 } })).toEqual(['passed crashes']);
  const itself: SimulatedRun = { ...two, names: { baseline: 'same', candidate: 'same' } };
  expect(statesOf(itself)).toEqual(expect.arrayContaining(['passed decode_rate', 'passed crashes']));
});

test('a waived change is a line of its own kind, with who answers for it; it does not look as if it had passed', () => {
  expect(lineOf(waived, 'decode_rate')).toMatchObject({
    ...{ state: 'waived', name: 'Decode speed', allowed: '−2 %' },
    waiver: { owner: 'anna', until: '2026-01-31', why: 'new sampler' },
    phones: { passed: 0, failed: 0, unknown: 0, waived: 2 },
    sentence: expect.stringMatching(/allowed −2 %; waived by anna until 2026-01-31: new sampler$/),
  });
  expect(lineOf(waivedOnOne, 'decode_rate')).toMatchObject({
    ...{ state: 'failed', device: 'two' },
    phones: { passed: 0, failed: 1, unknown: 0, waived: 1 },
  });
});

test('what a waiver is about and needs none has passed, and an expired waiver is a line of its own', () => {
  const unneeded: SimulatedRun = { ...two, extra: { waivers: [anna] } };
  expect(statesOf(unneeded).sort()).toEqual(statesOf(two).sort());
  expect(lineOf(unneeded, 'decode_rate')).not.toHaveProperty('waiver');
  for (const run of [expired, expiredUnneeded])
    expect(lineOf(run, 'waivers')).toMatchObject({
      state: 'unknown',
      measured: 'the waiver of decode_rate by anna expired on 2025-12-31',
    });
  expect(lineOf(expired, 'decode_rate').state).toBe('failed');
});

const everyKind = {
  ...{ two, slower, crashing, noisy, lost, answersOtherwise, bounded, tooSlow },
  ...{ waived, waivedOnOne, expired, expiredUnneeded, waivedAndLost, interrupted },
};

test.each(Object.entries(everyKind))(
  'the verdict is GO where every line passed or is waived, and NO-GO where one failed: %s',
  (_, run) => {
    const { verdict } = verdictOf(run);
    const states = statesOf(run).map((each) => each.split(' ')[0]);
    expect(verdict === 'GO').toBe(states.every((state) => state === 'passed' || state === 'waived'));
    expect(verdict === 'NO-GO').toBe(states.includes('failed'));
  },
);
