import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { synthesisePhi3 } from './synthesise.ts';

/** A project that has the built package, as npm would have put it there; `npm test` builds it. */
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-models-package-'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(resolve('.'), join(folder, 'node_modules/heatsoak'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await synthesisePhi3({ preset: 'nano', type: 'F16', seed: 1 }, join(folder, 'f16.gguf'), folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The program of README.md, which is so kept to what runs. */
const tenLines = /```ts\n([\s\S]*?)```/;
const run = (file: string, ...options: string[]) =>
  execa(process.execPath, [...options, file], { cwd: folder, timeout: 100_000 });

test('the ten lines of the README run on the built package, and leave the files that they name', async () => {
  const readme = await readFile('models/README.md', 'utf8');
  const program = tenLines.exec(readme)?.[1] ?? '';
  expect(program).toContain("from 'heatsoak/models'");
  await writeFile(join(folder, 'program.js'), program.replace(' as const', ''));
  const { stdout } = await run('program.js');
  expect(stdout).toMatch(/^phi3 \d+\n/);
  expect(stdout).toMatch(/^passed agreement with the source/m);
  expect(await readdir(join(folder, 'out'))).toEqual(
    expect.arrayContaining(['model.onnx', 'model.onnx.data', 'tokenizer.json', 'genai_config.json']),
  );
}, 120_000);

test('without onnxruntime-node a conversion is whole, and says that its agreement was not checked', async () => {
  const hook = `export async function resolve(name, context, next) {
    if (name === 'onnxruntime-node') throw new Error('Cannot find package onnxruntime-node');
    return next(name, context);
  }`;
  await writeFile(
    join(folder, 'without.mjs'),
    `import { register } from 'node:module';
     register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));`,
  );
  await writeFile(
    join(folder, 'convert.js'),
    `import { convertToOnnx, verifyConversion } from 'heatsoak/models';
     const options = { activations: 'fp32', context: null, force: true, verify: verifyConversion };
     const { checks } = await convertToOnnx('f16.gguf', 'bare/model.onnx', options);
     for (const { outcome, detail } of checks) if (outcome !== 'passed') console.log(outcome, detail);`,
  );
  const { stdout } = await run('convert.js', '--import', './without.mjs');
  expect(stdout).toMatch(/^skipped onnxruntime-node is not installed \(npm install .*onnxruntime-node@/);
  expect(await readdir(join(folder, 'bare'))).toContain('model.onnx');
}, 120_000);

test('the types of the package are right for a strict consumer, and refuse a wrong type', async () => {
  const strict = { module: 'nodenext', target: 'es2023', strict: true, noEmit: true, types: ['node'] };
  const typeRoots = [resolve('node_modules/@types')];
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...strict, typeRoots }, files: ['use.ts'] }),
  );
  const check = async (mix: string) => {
    await writeFile(
      join(folder, 'use.ts'),
      `import { quantiseModel, type QuantisedTensor } from 'heatsoak/models';
       export const tensors: Promise<readonly QuantisedTensor[]> = quantiseModel('a', 'b', '${mix}');`,
    );
    const tsc = resolve('node_modules/typescript/bin/tsc');
    return execa(process.execPath, [tsc, '-p', folder], { reject: false });
  };
  expect((await check('Q8_0')).stdout).toBe('');
  expect((await check('Q9_9')).stdout).toContain('Q9_9');
}, 60_000);
