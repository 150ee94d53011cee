import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cachedModel } from '../../../models/synthesise.ts';
import { timingsOf } from '../../agent/engines/llama-cpp/engine-log.ts';
import { llamaCppEngine } from '../../agent/engines/llama-cpp/llama-cpp.ts';
import { shortStep } from '../../app/manifest.fixture.ts';
import { countersOf, engineCounters, unknownCounters } from '../../protocol/engine-counters.ts';
import { engineSettings } from '../../protocol/plan-file.ts';
import { trialsOf } from '../launch-record.ts';
import { prefillUs } from '../metrics/prefill-time.ts';
import type { TrialRecord } from '../result.ts';
import { agentRun } from './agent-run.fixture.ts';

/** Who writes a counter and who reads it are rooms apart: here they meet. */
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-counters-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function scoredTrial(edit: (log: string) => string = (log) => log): Promise<TrialRecord> {
  const { logs } = await agentRun({ launches: [{ steps: [shortStep], edit }] });
  const trial = trialsOf(logs.launches.get('phone/l0')?.events ?? []).find(({ scored }) => scored);
  if (!trial) throw new Error('the agent ran no scored trial');
  return trial;
}

test("the metric reads the simulated phone's own prompt timer", async () => {
  const trial = await scoredTrial();
  const ownMs = countersOf(trial.engineStats).promptEvalMs ?? Number.NaN;
  expect(ownMs).toBeGreaterThan(0);
  expect(prefillUs(trial)).toBe(ownMs * 1000);
  expect(unknownCounters(trial.engineStats)).toEqual([]);
});

test('logs of older agents call the same timer promptMs, and are still read', async () => {
  const [today, older] = await Promise.all([
    scoredTrial(),
    scoredTrial((log) => log.replaceAll('"promptEvalMs"', '"promptMs"')),
  ]);
  expect(older.engineStats).toHaveProperty('promptMs');
  expect(prefillUs(older)).toBe(prefillUs(today));
});

test("the metric reads llama.cpp's own prompt timer", async () => {
  const settings = engineSettings.parse({ backend: 'cpu' });
  const engine = await llamaCppEngine(settings);
  const { path } = await cachedModel({ preset: 'nano', type: 'Q8_0', seed: 1, cacheDir: folder });
  const model = await engine.load(path, settings);
  try {
    await model.stats();
    for await (const _ of model.generate([1, 300, 400, 20], 4));
    const engineStats = (await model.stats()) ?? {};
    expect(unknownCounters(engineStats)).toEqual([]);
    const trial = await scoredTrial();
    expect(prefillUs({ ...trial, engineStats })).toBe((engineStats.promptEvalMs ?? Number.NaN) * 1000);
  } finally {
    await model.close();
    await engine.close();
  }
});

test('every line that llama.cpp prints becomes a counter with a known name', () => {
  const lines = [
    'llama_perf_context_print: prompt eval time =       8.61 ms /    32 tokens',
    'llama_perf_context_print:        eval time =     127.53 ms /   126 runs',
  ];
  expect(countersOf({ ...timingsOf(lines) })).toEqual(timingsOf(lines));
  expect(Object.keys(timingsOf(lines)).every((name) => name in engineCounters)).toBe(true);
});

test('a key that the protocol does not know is named, and read by nobody', () => {
  expect(unknownCounters({ promptMs: 1, evalMs: 2, tokensPerFortnight: 3, constructor: 4 })).toEqual([
    'tokensPerFortnight',
    'constructor',
  ]);
  expect(countersOf({ tokensPerFortnight: 3, ['__proto__']: 4, constructor: 5 })).toEqual({});
});
