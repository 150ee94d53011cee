import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { synthesisePhi3 } from '../../../model/synthesise.ts';
import { engineSettings } from '../../../protocol/plan-file.ts';
import { llamaCppEngine } from './llama-cpp.ts';

test('scores are whole distributions, and greedy generation takes the likeliest id of each', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-score-'));
  const model = { preset: 'nano', type: 'Q8_0', seed: 1 } as const;
  const { path } = await synthesisePhi3(model, join(folder, 'nano.gguf'), folder);
  const settings = engineSettings.parse({ backend: 'cpu', contextTokens: 256 });
  const engine = await llamaCppEngine(settings);
  const loaded = await engine.load(path, settings);
  const prompt = [1, 300, 400, 20];
  await loaded.clear();
  const greedy: number[] = [];
  for await (const id of loaded.generate(prompt, 12)) greedy.push(id);

  const rows = await loaded.score([...prompt, ...greedy.slice(0, -1)]);

  expect(rows).toHaveLength(prompt.length + greedy.length - 1);
  for (const row of rows) {
    expect(row).toHaveLength(loaded.vocabularySize);
    expect(row.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 6);
  }
  const likeliest = rows.slice(prompt.length - 1).map((row) => row.indexOf(Math.max(...row)));
  expect(likeliest).toEqual(greedy);
  await loaded.close();
  await engine.close();
  await rm(folder, { recursive: true });
});
