import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { convertToCoreMl } from '../../models/coreml/convert-to-coreml.ts';
import { type SmallModel, writeSmallModel } from '../../models/coreml/decoder-models.fixture.ts';
import { modelPath } from '../../models/coreml/package/package-files.ts';
import { plantedFaults } from '../../models/coreml/package/planted-faults.fixture.ts';
import { openPackage } from '../../models/coreml/package/read-package.ts';
import { findWeight, readRows } from '../../models/coreml/package/read-weight.ts';
import { encodeModel } from '../../models/coreml/proto/encode-model.ts';
import { coreMlSchema } from '../../models/coreml/proto/schema.ts';
import { findPython } from '../find-python.ts';

const python = findPython();

/** Runs a test only where Apple's tools are, and says why where they are not. */
const withApple = (name: string, run: (apple: (...args: string[]) => unknown) => Promise<void>): void =>
  test(name, async ({ skip }: TestContext) => {
    if ('skipped' in python) return skip(python.skipped);
    await run((...args) => {
      const script = ['ci/python-checks/check_coreml.py', ...args];
      const output = execFileSync(python.path, script, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return JSON.parse(output.trim().split('\n').at(-1) ?? '');
    });
  });

let folder = '';
const packageOf = (name: string): string => join(folder, `${name}.mlpackage`);
const models: Record<string, SmallModel> = {
  phi3: {
    architecture: 'phi3',
    typeOf: (kind) => (kind === 'qkv' ? 'Q5_K' : kind === 'down' ? 'Q4_K' : 'Q4_0'),
  },
  llama: { architecture: 'llama', typeOf: (kind) => (kind === 'output' ? 'Q6_K' : 'Q8_0') },
};

beforeAll(async () => {
  if ('skipped' in python) return;
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-apple-'));
  for (const [name, model] of Object.entries(models)) {
    await writeSmallModel(model, join(folder, `${name}.gguf`), join(folder, 'twin.gguf'), folder);
    const options = {
      contextTokens: 64,
      prefillTokens: 16,
      offsets: 'float',
      force: false,
      verify: null,
    } as const;
    await convertToCoreMl(join(folder, `${name}.gguf`), packageOf(name), options);
  }
});
afterAll(() => (folder ? rm(folder, { recursive: true }) : undefined));

withApple('every field of our protobuf description is Apple’s', async (apple) => {
  const theirs = apple('schema') as Record<string, Record<string, [number, string, string | null]>>;
  const ours = coreMlSchema.nested as Record<string, { fields: Record<string, Field> }>;
  expect(Object.keys(ours).length).toBeGreaterThan(25);
  for (const [message, { fields }] of Object.entries(ours)) {
    for (const [name, field] of Object.entries(fields)) {
      const modifier = field.keyType ? 'map' : (field.rule ?? null);
      expect(theirs[message]?.[name], `${message}.${name}`).toEqual([field.id, field.type, modifier]);
    }
  }
});

interface Field {
  readonly id: number;
  readonly type: string;
  readonly rule?: string;
  readonly keyType?: string;
}

withApple('Apple’s loader rebuilds both functions of every package', async (apple) => {
  const packages = Object.keys(models).map(packageOf);
  const results = apple('load', ...packages) as Record<string, unknown>;
  for (const path of packages) {
    const outputs = { logits: [1, 1, 512] };
    expect(results[path]).toMatchObject({
      accepted: true,
      functions: { main: { outputs }, prefill: { outputs } },
      sameSize: true,
    });
  }
});

withApple('Apple’s code unpacks the very weights that ours does', async (apple) => {
  for (const name of Object.keys(models)) {
    const opened = await openPackage(packageOf(name));
    const names = apple('weights', packageOf(name), folder) as string[];
    expect(names.length).toBeGreaterThan(5);
    for (const weight of names) {
      const [decode] = opened.model.functions;
      const operation = decode && findWeight(decode, weight);
      if (!operation) throw new Error(`${weight} is not in the package`);
      const ours = await readRows(opened, operation, 0, operation.outputs[0]?.type.shape[0] ?? 0);
      const theirs = await readFile(join(folder, `${weight}.f32`));
      expect(Buffer.from(ours.buffer).equals(theirs), weight).toBe(true);
    }
    await opened.weights.close();
  }
});

withApple('Apple’s loader refuses the planted faults, but for a default that it fills in', async (apple) => {
  const { model, weights } = await openPackage(packageOf('phi3'));
  await weights.close();
  const copies: string[] = [];
  for (const [i, { plant }] of plantedFaults.entries()) {
    const copy = packageOf(`fault-${i}`);
    await cp(packageOf('phi3'), copy, { recursive: true });
    await writeFile(modelPath(copy), encodeModel(plant(model)));
    copies.push(copy);
  }
  const results = apple('load', ...copies) as Record<string, { accepted: boolean }>;
  const verdicts = plantedFaults.map(({ name }, i) => [name, results[copies[i] ?? '']?.accepted]);
  expect(verdicts).toEqual(plantedFaults.map(({ name, appleAccepts = false }) => [name, appleAccepts]));
});
