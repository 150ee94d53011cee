import { cp, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convertToCoreMl } from '../convert-to-coreml.ts';
import { type SmallModel, writeSmallModel } from '../decoder-models.fixture.ts';
import { inspectPackage } from '../inspect-package.ts';
import type { CoreMlModel } from '../mil/program.ts';
import { encodeModel } from '../proto/encode-model.ts';
import { modelMessage } from '../proto/messages.ts';
import { manifestPath, modelPath, weightsPath } from './package-files.ts';
import { packageProblems } from './package-problems.ts';
import { plantedFaults, withChange, withFunction } from './planted-faults.fixture.ts';
import { type OpenPackage, openPackage } from './read-package.ts';

let folder = '';
let opened: OpenPackage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-package-'));
  const source = join(folder, 'nano.gguf');
  const model: SmallModel = { architecture: 'phi3', typeOf: () => 'Q4_0' };
  await writeSmallModel(model, source, join(folder, 'twin.gguf'), folder);
  const options = {
    contextTokens: 64,
    prefillTokens: 16,
    offsets: 'float',
    force: false,
    verify: null,
  } as const;
  await convertToCoreMl(source, join(folder, 'nano.mlpackage'), options);
  opened = await openPackage(join(folder, 'nano.mlpackage'));
});
afterAll(async () => {
  await opened.weights.close();
  await rm(folder, { recursive: true });
});

const problemsOf = async (model: CoreMlModel): Promise<string> =>
  (await packageProblems(model, opened.weights)).map(({ where, what }) => `${where}: ${what}`).join('\n');

test('a converted package has no problems', () => {
  expect(opened.problems).toEqual([]);
  expect(opened.model.functions.map(({ name }) => name)).toEqual(['main', 'prefill']);
});

test('an inspection counts functions, states, operations and weights', async () => {
  const found = await inspectPackage(opened.folder);
  expect(found).toMatchObject({
    specificationVersion: 9,
    defaultFunction: 'main',
    stateBytes: 2 * 2 * 64 * 128 * 2,
    weightBytes: { int4: 720_896 },
    facts: { 'heatsoak.context_tokens': '64' },
    problems: [],
  });
  expect(found.functions[1]?.inputs).toContain('causal_mask fp16[1, 1, 16, 64]');
  expect(found.operations['scaled_dot_product_attention']).toBe(4);
});

test('what is read, written again, is the same file', async () => {
  const bytes = await readFile(modelPath(opened.folder));
  expect(Buffer.from(encodeModel(opened.model)).equals(bytes)).toBe(true);
});

test.each(plantedFaults)('$name is found', async ({ plant, says }) => {
  expect(await problemsOf(plant(opened.model))).toMatch(says);
});

test.each<readonly [string, (model: CoreMlModel) => CoreMlModel, RegExp]>([
  [
    'a name used twice',
    (model) =>
      withFunction(model, (first) => ({
        ...first,
        operations: [...first.operations, ...first.operations.slice(0, 1)],
      })),
    /is defined twice/,
  ],
  [
    'a name that Core ML does not take',
    (model) =>
      withFunction(model, (first) => ({
        ...first,
        inputs: [...first.inputs, { name: 'a b', type: { dataType: 'int32', shape: [] }, isState: false }],
      })),
    /is no name/,
  ],
  [
    'a state that is never written',
    (model) =>
      withFunction(model, (first) => ({
        ...first,
        operations: first.operations.filter(({ kind }) => kind !== 'write_state'),
      })),
    /key_cache_0 is written 0 times/,
  ],
  [
    'a cache that nobody reads after the write',
    (model) =>
      withFunction(model, (first) => ({
        ...first,
        operations: [
          ...first.operations.filter(({ kind }) => kind !== 'write_state'),
          ...first.operations.filter(({ kind }) => kind === 'write_state'),
        ],
      })),
    /must be read before and after/,
  ],
  [
    'a parameter that the operation does not have',
    (model) =>
      withChange(model, 'silu', (operation) => ({
        ...operation,
        inputs: { ...operation.inputs, alpha: [] },
      })),
    /silu has no parameter alpha/,
  ],
  [
    'a feature described otherwise',
    (model) => ({
      ...model,
      descriptions: model.descriptions.map((each) => ({ ...each, inputs: each.inputs.slice(1) })),
    }),
    /input of main described/,
  ],
  [
    'a missing function',
    (model) => ({ ...model, functions: model.functions.slice(0, 1) }),
    /prefill is described and not there/,
  ],
  [
    'an unused blob',
    (model) => ({ ...model, functions: [], descriptions: [], defaultFunction: '' }),
    /blobs are used/,
  ],
  ['an older specification', (model) => ({ ...model, specificationVersion: 8 }), /specification version 8/],
])('%s is found', async (_, plant, says) => {
  expect(await problemsOf(plant(opened.model))).toMatch(says);
});

async function copied(name: string): Promise<string> {
  const copy = join(folder, `${name}.mlpackage`);
  await cp(opened.folder, copy, { recursive: true });
  return copy;
}

test('any byte of the model flipped leads to problems or an error with a code, never to a crash', async () => {
  const bytes = await readFile(modelPath(opened.folder));
  const copy = await copied('flipped');
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const broken = Buffer.from(bytes);
      broken[at] = (broken[at] ?? 0) ^ flip;
      await writeFile(modelPath(copy), broken);
      const result = await openPackage(copy).catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toMatchObject({ code: 'PACKAGE_INVALID' });
      else await (result as OpenPackage).weights.close();
    }),
    { numRuns: 40 },
  );
});

test.each([0, 10, 64, 5000])('weights cut to %i bytes are refused or found', async (length) => {
  const copy = await copied(`cut-${length}`);
  await truncate(weightsPath(copy), length);
  const result = await openPackage(copy).catch((error: unknown) => error);
  if (result instanceof Error) return expect(result).toMatchObject({ code: 'PACKAGE_INVALID' });
  const { problems, weights } = result as OpenPackage;
  await weights.close();
  expect(problems.length).toBeGreaterThan(0);
});

test('a model that was cut, or is none, and weights that are gone are said to be so', async () => {
  const copy = await copied('unreadable');
  await rm(weightsPath(copy));
  await expect(openPackage(copy)).rejects.toThrow(/its weights: Data.*weight\.bin is missing/);
  await truncate(modelPath(copy), 100);
  await expect(openPackage(copy)).rejects.toThrow(/its model: it was cut or damaged/);
  await writeFile(modelPath(copy), '<html>');
  await expect(openPackage(copy)).rejects.toThrow(/its model: it is a web page/);
});

test('a program of absurd size is refused before it fills the memory', async () => {
  const copy = await copied('absurd');
  await truncate(modelPath(copy), 200 << 20);
  await expect(openPackage(copy)).rejects.toMatchObject({
    code: 'PACKAGE_INVALID',
    message: expect.stringMatching(/209715200 bytes; 8388608 at most/),
  });
});

test('bytes behind the last blob are found', async () => {
  const copy = await copied('longer');
  const file = await open(weightsPath(copy), 'a');
  await file.write(Buffer.alloc(64));
  await file.close();
  const { problems, weights } = await openPackage(copy);
  await weights.close();
  expect(problems.map(({ what }) => what).join()).toMatch(/its blobs take/);
});

test.each([
  ['no manifest', null, /missing/],
  ['a manifest that is no JSON', 'not json', /not one of version/],
  ['a part outside the package', '../../elsewhere', /no part of a package/],
])('%s is found', async (name, content, says) => {
  const copy = await copied(name.replaceAll(' ', '-'));
  const text = await readFile(manifestPath(copy), 'utf8');
  if (content === null) await rm(manifestPath(copy));
  else
    await writeFile(
      manifestPath(copy),
      content.startsWith('..') ? text.replace('com.apple.CoreML/weights', content) : content,
    );
  const { problems, weights } = await openPackage(copy);
  await weights.close();
  expect(problems.map(({ what }) => what).join('; ')).toMatch(says);
});

test('fields that the schema does not know are counted', async () => {
  const bytes = await readFile(modelPath(opened.folder));
  // Field 10 (isUpdatable) as a varint of 1: Apple knows it, our packages never have it.
  const { unknownBytes } = modelMessage(Buffer.concat([bytes, Buffer.of(0x50, 1)]));
  expect(unknownBytes).toBe(2);
});
