import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cachedModel } from '../../../../models/synthesise.ts';
import { builtOf } from '../../../modules/built-of.ts';

let folder = '';
let model = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-shared-llama-'));
  model = (await cachedModel({ preset: 'nano', type: 'Q8_0', seed: 1, cacheDir: folder })).path;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The engine and the settings that it takes, as Node runs them. */
const [engine, settings] = ['./llama-cpp.ts', '../../../protocol/plan-file.ts'].map((module) =>
  builtOf(new URL(module, import.meta.url)),
);
const loader = engine?.pathname.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];

/** Runs a program that has `open(backend, threads)`, and gives what it printed: llama.cpp prints past JavaScript. */
async function inProcess(program: string) {
  const path = join(folder, 'program.mjs');
  await writeFile(
    path,
    `import { llamaCppEngine } from ${JSON.stringify(engine)};
     import { engineSettings } from ${JSON.stringify(settings)};
     const settings = (backend, threads) => engineSettings.parse({ backend, threads, contextTokens: 64 });
     const open = (backend, threads = 1) => llamaCppEngine(settings(backend, threads));
     const load = (engine, backend, threads = 1) => engine.load(${JSON.stringify(model)}, settings(backend, threads));
     ${program}`,
  );
  return execa(process.execPath, [...loader, path], { timeout: 120_000 });
}

test.each([
  [
    'one after the other was closed',
    `for (const _ of [1, 2]) {
       const engine = await open('cpu');
       const model = await load(engine, 'cpu');
       console.log(model.buffers.length > 2);
       await model.close();
       await engine.close();
     }`,
  ],
  [
    'two backends at a time',
    `const engines = await Promise.all([open('cpu'), open('auto')]);
     const models = await Promise.all([load(engines[0], 'cpu'), load(engines[1], 'auto')]);
     for (const model of models) console.log(model.buffers.length > 2);
     for (const model of models) await model.close();
     for (const engine of engines) await engine.close();`,
  ],
  [
    'the second wants more threads',
    `const first = await open('cpu', 1);
     const second = await open('cpu', 2);
     for (const [engine, threads] of [[first, 1], [second, 2]]) {
       const model = await load(engine, 'cpu', threads);
       console.log(model.buffers.length > 2);
       await model.close();
     }`,
  ],
])(
  '%s: every load has its buffers, nothing of llama.cpp is printed, and the process ends',
  async (_, program) => {
    const { stdout, stderr } = await inProcess(program);
    expect(stdout).toBe('true\ntrue');
    expect(stderr).toBe('');
  },
);

test("counters of one model are its own while another's lines come", async () => {
  const { stdout } = await inProcess(
    `const engine = await open('cpu');
     const [one, other] = await Promise.all([load(engine, 'cpu'), load(engine, 'cpu')]);
     const ids = async (model, count) => { for await (const _ of model.generate([3, 4, 5], count)); };
     await ids(one, 4);
     await ids(other, 9);
     const [first, second] = await Promise.all([one.stats(), other.stats()]);
     console.log(second.evalRuns - first.evalRuns);
     await one.close();
     await other.close();`,
  );
  expect(stdout).toBe('5');
});
