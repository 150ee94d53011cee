import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heatsoakIn } from '../../harness/cli/heatsoak.fixture.ts';
import { quantiseModel } from '../quantise/quantise-model.ts';
import { synthesisePhi3 } from '../synthesise.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-stdout-cli-'));
  await synthesisePhi3({ preset: 'nano', type: 'F16', seed: 1 }, join(folder, 'nano.gguf'), folder);
  await quantiseModel(join(folder, 'nano.gguf'), join(folder, 'nano-q8.gguf'), 'Q8_0');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const model = (...args: string[]) => heatsoakIn(folder)('model', ...args);

/** What llama.cpp logs while it loads a model begins a line so; Heatsoak's own lines never do. */
const ENGINE_LINE = /^(llama_|load|print_info|ggml_|get_|sched_|set_|create_|~llama|graph_|\.+$)/m;

test.each([
  ['two models in llama.cpp', ['verify', 'nano.gguf', 'nano-q8.gguf', '--gate', 'none']],
  ['a package beside its source', ['convert', 'nano.gguf', 'nano.mlpackage', '--ctx', '512', '--force']],
  ['layers ranked one after the other', ['prune', 'nano.gguf', 'pruned.gguf', '--drop', '1']],
])(
  '%s: stdout is one JSON document, and llama.cpp says nothing anywhere',
  async (_, args) => {
    const { stdout, stderr, exitCode } = await model(...args, '--json');
    expect(JSON.parse(stdout)).toEqual(expect.any(Object));
    expect(stderr).not.toMatch(ENGINE_LINE);
    expect(exitCode).toBe(0);
  },
  120_000,
);

test('without --json there are only our own lines', async () => {
  const { stdout, stderr } = await model('verify', 'nano.gguf', 'nano-q8.gguf', '--gate', 'none');
  expect(stdout).toMatch(/^reference {2}nano\.gguf by llama\.cpp/);
  expect(stdout).not.toMatch(ENGINE_LINE);
  expect(stderr).toBe('');
});
