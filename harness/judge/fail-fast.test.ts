import { expect, test } from 'vitest';
import { type SimulatedRun, simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import type { PlannedLaunch } from '../experiment/manifest.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { eventLine } from '../protocol/event-line.ts';
import { deriveLogs } from './derive.ts';
import { settledFault } from './fail-fast.ts';

const speeds = { baseline: 20, candidate: 20 };
const before =
  (count: number) =>
  ({ block, position }: PlannedLaunch): boolean =>
    4 * block + position < count;
const crashing: Partial<SimulatedRun> = {
  ends: ({ role }) => (role === 'candidate' ? 'crashed' : 'finished'),
};
/** The same as it lies in the folder after so many launches, while the sessions go on. */
const underWay = (count: number, options: Partial<SimulatedRun>) => {
  const logs = simulatedRunLogs({ speeds, ...options, missing: (launch) => !before(count)(launch) });
  const harness = new Map(
    [...logs.harness].map(([device, journal]) => [
      device,
      { ...journal, events: journal.events.filter((event) => event.type === 'harness.launch') },
    ]),
  );
  return settledFault({ ...logs, harness });
};

test('the second crash settles the verdict, the first one does not', () => {
  // A B B A: the candidate runs second and third.
  expect(underWay(2, crashing)).toBeNull();
  expect(underWay(3, crashing)).toMatchObject({
    verdict: 'NO-GO',
    reason: expect.stringContaining('the candidate crashed in 2 of 2 launches'),
  });
});

test('a crash on another phone counts on this one', () => {
  const both = { devices: ['one', 'two'], ...crashing };
  expect(underWay(2, both)?.reason).toContain('iPhone one: the candidate crashed in 1 of 1 launch');
});

test('wrong answers settle it once both builds have answered twice', () => {
  const edit: SimulatedRun['edit'] = (log, { role }) =>
    role === 'candidate' ? log.replaceAll('"ids":[1,2,3', '"ids":[1,2,4') : log;
  const ends: SimulatedRun['ends'] = () => null;
  expect(underWay(3, { edit, ends })).toBeNull();
  expect(underWay(4, { edit, ends })?.reason).toContain('answers otherwise than baseline');
  const manifest = { sameOutput: false };
  expect(underWay(4, { edit, ends, extra: manifest })).toBeNull();
});

test('one build alone has no verdict to settle', () => {
  expect(underWay(3, { ...crashing, speeds: { candidate: 20 } })).toBeNull();
});

/** A run that failed fast after its third launch. */
function failedFast(options: Partial<SimulatedRun>) {
  const logs = simulatedRunLogs({
    ...{ speeds, extra: { failFast: true } },
    ...options,
    missing: (launch) => !before(3)(launch),
  });
  const skipped = (logs.manifest.sessions[0]?.launches ?? []).slice(3).map(({ id }) => id);
  const stop = eventLine(90, 1, {
    ...{ type: 'harness.fail-fast', launch: 'l2', decision: 'stop', reason: 'it crashes', skipped },
  });
  const journal = logs.harness.get('one');
  const events = [...(journal?.events ?? []), ...readJournal(stop).events];
  return deriveLogs({ ...logs, harness: new Map([['one', { ...readJournal(stop), events }]]) });
}

test('launches that were skipped are not missing, and the report says why', () => {
  const { measurement, verdict } = failedFast(crashing);
  expect(verdict.verdict).toBe('NO-GO');
  expect(verdict.headline).toContain('crashed in 2 of 2 launches');
  expect(measurement.launches).toHaveLength(3);
  expect(measurement.caveats.filter(({ invalidates }) => invalidates)).toEqual([]);
  expect(measurement.caveats).toContainEqual(
    expect.objectContaining({
      code: 'failed-fast',
      message: '13 launches after l2 were skipped, since the run fails fast: it crashes',
    }),
  );
});

test('a journal that skipped launches for no reason that the logs give lets nothing pass', () => {
  expect(failedFast({}).verdict).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('13 launches were skipped'),
  });
});

test('in a run that does not fail fast a journal skips nothing', () => {
  const { measurement } = failedFast({ ...crashing, extra: {} });
  expect(measurement.launches).toHaveLength(16);
});
