import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convertToOnnx } from '../onnx/convert-to-onnx.ts';
import { synthesisePhi3 } from '../synthesise.ts';
import { openScoredModel } from './open-scored-model.ts';

let folder = '';
let graph = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-scored-'));
  const source = join(folder, 'n.gguf');
  await synthesisePhi3({ preset: 'nano', type: 'Q4_0', seed: 1 }, source, folder);
  graph = join(folder, 'onnx', 'nano.onnx');
  await convertToOnnx(source, graph, { activations: 'fp32', context: null, force: true, verify: null });
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const refusal = (): Promise<unknown> => openScoredModel(graph, 64, 1).catch((error: unknown) => error);

test('a graph whose weights are cut, a folder or a pipe is refused as inspect refuses it', async () => {
  await truncate(`${graph}.data`, 100);
  expect(await refusal()).toMatchObject({ code: 'ONNX_TRUNCATED', kind: 'usage' });
  await rm(`${graph}.data`);
  await mkdir(`${graph}.data`);
  const says = (what: string) => ({
    code: 'ONNX_INVALID',
    kind: 'usage',
    message: expect.stringContaining(`nano.onnx.data is ${what}, not a file`),
  });
  expect(await refusal()).toMatchObject(says('a folder'));
  await rm(`${graph}.data`, { recursive: true });
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [`${graph}.data`]);
  expect(await refusal()).toMatchObject(says('a pipe'));
});
