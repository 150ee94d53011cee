import { expect, test } from 'vitest';
import { type SimulatedRun, simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import type { PlannedLaunch } from '../experiment/manifest.ts';
import { deriveLogs } from './derive.ts';

/** Six blocks are twelve launches of each build on a phone. */
const verdictOf = (options: Partial<SimulatedRun>) =>
  deriveLogs(simulatedRunLogs({ speeds: { baseline: 20, candidate: 20 }, blocks: 6, ...options })).verdict;

/** So many of a build's launches, one a block. */
const some =
  (role: string, count: number) =>
  ({ role: own, block, position }: PlannedLaunch): boolean =>
    own === role && block < count && (position === 0 || position === 2);

const fault = (log: string): string => withFault(log, 'ENGINE');
const warning = (log: string): string => withFault(log, 'MEMORY_WARNING');

function withFault(log: string, code: string): string {
  const lines = log.trimEnd().split('\n');
  const last = JSON.parse(lines.pop() ?? '') as { seq: number; t: number; events: number };
  const odd = { v: 1, seq: last.seq, t: last.t, type: 'fault', code, message: 'odd', trial: 1 };
  const end = { ...last, seq: last.seq + 1, events: last.events + 1 };
  return `${[...lines, JSON.stringify(odd), JSON.stringify(end)].join('\n')}\n`;
}
const error = (log: string): string => log.replace(/("scored":true.*"finishReason":)"length"/, '$1"error"');
const edited =
  (
    which: (launch: PlannedLaunch) => boolean,
    edit: (log: string) => string,
  ): NonNullable<SimulatedRun['edit']> =>
  (log, launch) =>
    which(launch) ? edit(log) : log;
const heated = (which: (launch: PlannedLaunch) => boolean): Partial<SimulatedRun> => ({
  thermal: (launch) => (which(launch) ? 'serious' : 'nominal'),
});

test.each<[string, Partial<SimulatedRun>, string]>([
  [
    'leaves no log in 3 of 12 launches',
    { missing: some('candidate', 3) },
    'loses 3 of 12 launches, the baseline 0 of 12: 3 without a log',
  ],
  ['ends a case in an error in 3 of 12', { edit: edited(some('candidate', 3), error) }, '3 with a trial'],
  [
    'has a fault in every launch',
    { edit: edited((each) => each.role === 'candidate', fault) },
    '12 with a fault',
  ],
  [
    'is asked for memory by the system in 3 of 12',
    { edit: edited(some('candidate', 3), warning) },
    '3 with a memory warning',
  ],
  ['overheats in 4 of 12 launches of one phone', heated(some('candidate', 4)), '4 too hot for their block'],
  [
    'overheats in 2 of 12 launches of both phones',
    { devices: ['one', 'two'], ...heated(some('candidate', 2)) },
    '2 too hot for their block',
  ],
])('a candidate that %s is no pass, whatever its other launches say', (_, options, words) => {
  expect(verdictOf(options)).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining(words),
  });
});

test('losses of the baseline, or as many of both builds, hold nothing back', () => {
  expect(verdictOf({ missing: some('baseline', 2) }).verdict).toBe('GO');
  expect(
    verdictOf({ edit: edited((each) => some('candidate', 3)(each) || some('baseline', 3)(each), fault) })
      .verdict,
  ).toBe('GO');
});

test('one launch that was lost on one phone is chance', () => {
  expect(verdictOf({ missing: some('candidate', 1) }).verdict).toBe('GO');
});

test('one log of the candidate without an end may be a death, and is no pass', () => {
  const cut = (log: string): string => `${log.split('\n').slice(0, -2).join('\n')}\n`;
  const of = (role: string) => verdictOf({ ends: () => 'finished', edit: edited(some(role, 1), cut) });
  expect(of('candidate')).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('1 with a log that has no end'),
  });
  expect(of('baseline').verdict).toBe('GO');
});

test.each([2, 3])('one launch on each of %i phones is one too many to be chance', (count) => {
  const devices = Array.from({ length: count }, (_, i) => `p${i}`);
  const losses = [heated(some('candidate', 1)), { missing: some('candidate', 1) }];
  for (const loss of losses) expect(verdictOf({ devices, ...loss }).verdict).toBe('INCONCLUSIVE');
});

test('one launch on each of two phones among six is chance, as is one of each build', () => {
  const six = Array.from({ length: 6 }, (_, i) => `p${i}`);
  const onTwo = (launch: PlannedLaunch, device: string): boolean =>
    (device === 'p1' || device === 'p4') && some('candidate', 1)(launch);
  expect(verdictOf({ devices: six, missing: onTwo }).verdict).toBe('GO');
  const ofBoth = (launch: PlannedLaunch): boolean =>
    some('candidate', 1)(launch) || some('baseline', 1)(launch);
  expect(verdictOf({ devices: ['one', 'two'], missing: ofBoth }).verdict).toBe('GO');
});

test('one phone may not lose more because there are others', () => {
  const devices = Array.from({ length: 6 }, (_, i) => `p${i}`);
  const edit: SimulatedRun['edit'] = (log, launch, device) =>
    device === 'p3' && some('candidate', 3)(launch) ? fault(log) : log;
  const verdict = verdictOf({ devices, edit });
  expect(verdict.verdict).toBe('INCONCLUSIVE');
  expect(verdict.headline).toContain('iPhone p3');
});

test('a certain regression is NO-GO however many launches are lost', () => {
  expect(verdictOf({ speeds: { baseline: 20, candidate: 17 }, missing: some('candidate', 3) }).verdict).toBe(
    'NO-GO',
  );
});

test('what the candidate loses in one suite is not made up for by what the baseline loses in another', () => {
  const suites = ['short', 'long'];
  const hot = ({ role, suite, block, position }: PlannedLaunch): boolean =>
    block < 4 && position < 2 && (role === 'candidate') === (suite === 'short');
  for (const loss of [heated(hot), { edit: edited(hot, fault) }])
    expect(verdictOf({ suites, blocks: 8, ...loss })).toMatchObject({
      verdict: 'INCONCLUSIVE',
      headline: expect.stringContaining('launches of short, the baseline 0 of 16'),
    });
});

test('launches that were interrupted and not measured again are lost', () => {
  const which = some('candidate', 3);
  expect(verdictOf({ ends: (launch) => (which(launch) ? 'interrupted' : null) })).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('3 interrupted, or never begun'),
  });
});
