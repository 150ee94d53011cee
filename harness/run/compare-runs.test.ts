import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metricsVersion } from '../measure/metrics/index.ts';
import { compareRuns } from './compare-runs.ts';
import { type SimulatedRun, writeSimulatedRun } from './simulated-run.fixture.ts';

let root = '';
let first = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-compare-'));
  first = await run({ speeds: { candidate: 20 } });
});
afterAll(() => rm(root, { recursive: true }));

let count = 0;
const run = (options: SimulatedRun): Promise<string> =>
  writeSimulatedRun(root, { blocks: 1, run: `run-${count++}`, ...options });

test('the same build on another day is compared cell by cell', async () => {
  const second = await run({ speeds: { candidate: 10 }, launchNoise: 0 });
  const { cells } = await compareRuns(first, second);
  const decode = cells.find((cell) => cell.metric === 'decode_rate');
  expect(decode?.changePercent).toBeCloseTo(-50, 0);
});

test.each([
  ['another OS build', { osBuild: '23C42' }, 'OS build on one: 23B85 -> 23C42'],
  ['another model', { modelSha256: 'c'.repeat(64) }, 'model: '],
  ['another context size', { engine: { contextTokens: 4096 } }, 'engine.contextTokens: 2048 -> 4096'],
  ['other prompts', { promptTokens: 32 }, 'case quick/a'],
])('%s is refused, and compared only when asked', async (_, change, words) => {
  const second = await run({ speeds: { candidate: 20 }, ...change });
  await expect(compareRuns(first, second)).rejects.toMatchObject({
    code: 'RUNS_NOT_COMPARABLE',
    kind: 'invalid',
    message: expect.stringContaining(words),
  });
  const { environment, cells } = await compareRuns(first, second, { anyway: true });
  expect(environment.join('\n')).toContain(words);
  expect(cells.length).toBeGreaterThan(0);
});

test('other definitions are refused whatever is asked', async () => {
  const second = await run({ speeds: { candidate: 20 }, metricsVersion: metricsVersion - 1 });
  await expect(compareRuns(first, second, { anyway: true })).rejects.toMatchObject({
    code: 'METRICS_DIFFER',
  });
});
