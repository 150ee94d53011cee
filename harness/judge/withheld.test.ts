import { expect, test } from 'vitest';
import { type SimulatedRun, simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import { must } from '../statistics/must.ts';
import { deriveLogs } from './derive.ts';

const decodeOf = (options: Partial<SimulatedRun>, speeds = { baseline: 20, candidate: 20 }) => {
  const { comparisons } = deriveLogs(simulatedRunLogs({ speeds, ...options }));
  return must(
    comparisons.find(({ metric }) => metric === 'decode_rate'),
    'a comparison of decode speed',
  );
};
const told = {
  changePercent: null,
  ci95Percent: null,
  p: null,
  reading: 'not-enough-evidence',
  notWorse: false,
};

test('of a build that dies nothing is proved, though its launches began with good values', () => {
  // Every launch of the candidate has its first case, in every block: there is a mean, and an interval around it.
  const decode = decodeOf({ ends: ({ role }) => (role === 'candidate' ? 'crashed' : null) });
  const withheld = { ...told, note: 'withheld: 8 of 8 launches of the candidate died' };
  expect(decode.perDevice[0]).toMatchObject(withheld);
  expect(decode.perDevice[0]?.cases).toEqual([
    expect.objectContaining(withheld),
    expect.objectContaining(withheld),
  ]);
  expect(decode.pooled).toMatchObject(told);
  expect(decode.pooled.baseline).toBeGreaterThan(19);
  expect(decode.pooled.candidate).toBeGreaterThan(19);
});

test('a case that one build gives no value for leaves no change over the others', () => {
  const edit: SimulatedRun['edit'] = (log, { role }) =>
    role === 'candidate' ? log.replace(/("case":"b".*"finishReason":)"length"/, '$1"error"') : log;
  expect(decodeOf({ edit }).perDevice[0]).toMatchObject({
    ...told,
    note: 'withheld: case b has no value in 8 of 8 launches of the candidate',
  });
});

test('a side that is not valid withholds nothing on another phone, but over all', () => {
  const edit: SimulatedRun['edit'] = (log, { role }, device) =>
    device === 'two' && role === 'baseline'
      ? log.replace('"lowPowerMode":false', '"lowPowerMode":true')
      : log;
  const { perDevice, pooled } = decodeOf({ devices: ['one', 'two'], edit });
  expect(perDevice.map(({ reading }) => reading)).toEqual(['no-change', 'not-enough-evidence']);
  expect(pooled).toMatchObject({
    ...told,
    note: 'two: withheld: 8 of 8 launches of the baseline are not valid',
  });
});

test('one launch of eight that is gone leaves the other seven their say', () => {
  const ends: SimulatedRun['ends'] = ({ role, block, position }) =>
    role === 'candidate' && block === 0 && position < 2 ? 'crashed' : null;
  expect(decodeOf({ ends }, { baseline: 20, candidate: 16 }).perDevice[0]?.reading).toBe('regression');
});

test('what the lab lost withholds nothing', () => {
  const lost = { missing: ({ block }: { block: number }) => block > 2, lost: () => true };
  expect(decodeOf(lost, { baseline: 20, candidate: 16 }).perDevice[0]?.reading).toBe('regression');
});
