import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cachedModel } from '../../models/synthesise.ts';
import { openModel } from '../app/open-model.ts';
import type { Event } from '../protocol/event.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import { engineSettings } from '../protocol/plan-file.ts';
import { benchSteps } from './bench-steps.ts';
import { measureHere } from './measure-here.ts';
import { memoryLines, referenceMemory } from './reference-memory.ts';
import type { ReferenceModel } from './reference-model.ts';

let folder = '';
let model: ReferenceModel;
let events: readonly Event[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-memory-'));
  const { path } = await cachedModel({ preset: 'tiny', type: 'Q4_0', seed: 1, cacheDir: folder });
  model = await openModel(path);
  events = await measureHere({
    v: PROTOCOL_VERSION,
    launch: 'memory',
    seed: 1,
    model: { path, sha256: model.sha256, sizeBytes: model.sizeBytes },
    engine: engineSettings.parse({ backend: 'cpu', contextTokens: 1000 }),
    steps: benchSteps({
      promptTokens: [8],
      generateTokens: [4],
      depthTokens: [0],
      batchTokens: 512,
      repetitions: 1,
    }),
    memoryIntervalMs: 100,
    probe: { coldUs: null },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the key-value cache of the formula is the one of llama.cpp's own line", () => {
  const memory = referenceMemory(model, events);
  // 4 layers, 1024 positions, 8 heads of 32 for key and for value, two bytes each.
  expect(memory?.kvExpectedBytes).toBe(2 * 4 * 1024 * 8 * 32 * 2);
  expect(memory?.kvBytes).toBe(memory?.kvExpectedBytes);
  expect(memory?.kvAgrees).toBe(true);
});

test('charged, mapped and repacked stand apart', () => {
  const memory = referenceMemory(model, events);
  const charged = (memory?.kvBytes ?? 0) + (memory?.computeBytes ?? 0) + (memory?.outputBytes ?? 0);
  expect(memory?.chargedBytes).toBe(charged);
  expect(memory?.mappedBytes).toBeGreaterThan(0);
  expect(memory?.mappedBytes).toBeLessThanOrEqual(model.sizeBytes + 2 ** 20);
  // Copies of the weights are never among what a phone would be charged for.
  expect(memory?.repackedBytes).toBeLessThan(model.sizeBytes * 2);
});

test('a planted mismatch is seen and said', () => {
  const planted = events.map((event) =>
    event.type === 'model.loaded'
      ? { ...event, buffers: event.buffers?.map((each) => ({ ...each, bytes: each.bytes + 2 ** 20 })) ?? [] }
      : event,
  );
  const memory = referenceMemory(model, planted);
  expect(memory?.kvAgrees).toBe(false);
  expect(memory && memoryLines(memory).join('\n')).toContain('do not trust either');
});

test('the log records threads, batch, flash attention, release, processor time and the probes', () => {
  const loaded = events.find((event) => event.type === 'model.loaded');
  expect(loaded).toMatchObject({
    engineVersion: expect.stringMatching(/^v/),
    description: expect.stringContaining('phi3'),
    settings: { threads: 1, batchTokens: 512, flashAttention: false },
  });
  const finished = events.filter((event) => event.type === 'trial.finished' && event.scored);
  expect(finished).toHaveLength(2);
  for (const trial of finished)
    expect(trial).toMatchObject({
      engineStats: {
        cpuUs: expect.any(Number),
        evalMs: expect.any(Number),
        promptEvalMs: expect.any(Number),
      },
    });
  const probes = events.flatMap((event) => (event.type === 'probe' ? [event.at] : []));
  expect(probes).toEqual(['start', 'end']);
});
