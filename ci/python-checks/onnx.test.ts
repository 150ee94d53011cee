import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { type SmallModel, writeSmallModel } from '../../models/coreml/decoder-models.fixture.ts';
import { convertToOnnx } from '../../models/onnx/convert-to-onnx.ts';
import { decodeModel, encodeModel, type OnnxModel } from '../../models/onnx/onnx-messages.ts';
import { readOnnx } from '../../models/onnx/read-onnx.ts';
import { findPython } from '../find-python.ts';

const python = findPython();

interface Report {
  readonly accepted: boolean;
  readonly why?: string;
  readonly tensors?: number;
  readonly bytes?: number;
}

/** Runs a test only where ONNX's own package is, and says why where it is not. */
const withOnnx = (name: string, run: (check: (path: string) => Report) => Promise<void>): void =>
  test(name, async ({ skip }: TestContext) => {
    if ('skipped' in python) return skip(python.skipped);
    await run((path) => {
      const output = execFileSync(python.path, ['ci/python-checks/check_onnx.py', path], {
        encoding: 'utf8',
      });
      return JSON.parse(output.trim().split('\n').at(-1) ?? '');
    });
  });

const models: Record<string, SmallModel> = {
  phi3: {
    architecture: 'phi3',
    typeOf: (kind) => (kind === 'qkv' ? 'Q5_K' : kind === 'down' ? 'Q6_K' : 'Q4_K'),
  },
  llama: { architecture: 'llama', typeOf: () => 'Q4_0', isTied: true },
  half: { architecture: 'phi3', typeOf: () => 'F16' },
};

let folder = '';
const graphOf = (name: string): string => join(folder, name, 'model.onnx');
beforeAll(async () => {
  if ('skipped' in python) return;
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-onnx-checker-'));
  for (const [name, model] of Object.entries(models)) {
    const source = join(folder, `${name}.gguf`);
    await writeSmallModel(model, source, join(folder, 'twin.gguf'), folder);
    const activations = name === 'half' ? 'fp16' : 'fp32';
    await convertToOnnx(source, graphOf(name), { activations, context: 64, force: false, verify: null });
  }
});
afterAll(() => (folder ? rm(folder, { recursive: true }) : undefined));

withOnnx(
  'ONNX’s own checker accepts every kind of graph, and finds the bytes that ours finds',
  async (check) => {
    for (const name of Object.keys(models)) {
      const { tensors } = await readOnnx(graphOf(name));
      expect(check(graphOf(name)), name).toMatchObject({
        accepted: true,
        tensors: tensors.length,
        bytes: tensors.reduce((sum, { bytes }) => sum + bytes, 0),
      });
    }
  },
);

withOnnx(
  'the checker refuses a faulty graph: a name that nothing defines, a wrong type and cut weights',
  async (check) => {
    const path = graphOf('phi3');
    const whole = await readFile(path);
    const spoil = async (change: (model: OnnxModel) => OnnxModel): Promise<Report> => {
      await writeFile(path, encodeModel(change(decodeModel(whole))));
      return check(path);
    };
    const withGraph = (graph: Partial<OnnxModel['graph']>) => (model: OnnxModel) => ({
      ...model,
      graph: { ...model.graph, ...graph },
    });
    const { node, initializer } = decodeModel(whole).graph;
    expect((await spoil(withGraph({ node: node.slice(1) }))).accepted).toBe(false);
    const asText = initializer.map((each) => (each.dims.length === 0 ? { ...each, dataType: 8 } : each));
    expect((await spoil(withGraph({ initializer: asText }))).accepted).toBe(false);
    await writeFile(path, whole);
    await truncate(`${path}.data`, 10_000);
    expect(check(path).accepted).toBe(false);
  },
);
