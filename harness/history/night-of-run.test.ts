import { expect, test } from 'vitest';
import { rewritten } from '../app/forge.fixture.ts';
import { type SimulatedRun, simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import { deriveLogs } from '../judge/derive.ts';
import { nightOfRun } from './night-of-run.ts';

const nightWith = (over: Partial<SimulatedRun>) => {
  const derived = deriveLogs(
    simulatedRunLogs({ speeds: { baseline: 20, candidate: 20 }, blocks: 8, ...over }),
  );
  return nightOfRun(derived).cells.find(({ metric }) => metric === 'decode_rate');
};

test('launches that a run leaves out of its statistics are no part of its night', () => {
  const inLowPower = (log: string): string =>
    rewritten(log, (line) => (line.type === 'environment' ? { ...line, lowPowerMode: true } : line));
  const edit: SimulatedRun['edit'] = (log, { role, block, position }) =>
    role === 'candidate' && block < 3 && position < 2 ? inLowPower(log) : log;
  expect(nightWith({})?.launches).toBe(16);
  expect(nightWith({ edit })?.launches).toBe(13);
});
