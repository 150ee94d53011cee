import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256OfFile } from '../harness/files/digest.ts';
import { packageVersion } from '../harness/files/package-home.ts';
import { provenance } from '../harness/protocol/provenance.ts';
import { modelArtefact } from './artefact.ts';
import { convertToCoreMl, DEFAULT_PREFILL_TOKENS } from './coreml/convert-to-coreml.ts';
import { inspectPackage } from './coreml/inspect-package.ts';
import { ValueType } from './gguf/gguf-types.ts';
import { writeGguf } from './gguf/write-gguf.ts';
import { convertToOnnx } from './onnx/convert-to-onnx.ts';
import { readProvenance } from './provenance.ts';
import { quantiseModel } from './quantise/quantise-model.ts';
import { synthesisePhi3 } from './synthesise.ts';

let folder = '';
let source = '';
let sha256 = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-provenance-'));
  source = join(folder, 'nano.gguf');
  await synthesisePhi3({ preset: 'nano', type: 'F16', seed: 1 }, source, folder);
  ({ sha256 } = await sha256OfFile(source));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = async (path: string) => readProvenance(await modelArtefact(path));
const whole = (tool: string) => ({
  tool,
  toolVersion: packageVersion,
  hostOs: expect.stringMatching(/\w+ [\d.]+\S* \w+/),
  date: expect.stringMatching(/^20\d\d-/),
  source: { name: 'nano.gguf', sha256 },
});

test('a quantised model says what made it of what; host and date stand beside it, so that equal sources give equal files', async () => {
  const tool = 'heatsoak model quantize';
  const [one, other] = ['one.gguf', 'other.gguf'].map((name) => join(folder, name)) as [string, string];
  await quantiseModel(source, one, 'Q8_0', { tool });
  await quantiseModel(source, other, 'Q8_0', { tool });
  expect(await read(one)).toEqual(whole(tool));
  expect(Buffer.compare(await readFile(one), await readFile(other))).toBe(0);
  await rm(`${other}.provenance.json`);
  expect(await read(other)).toEqual({ tool, toolVersion: packageVersion, source: { sha256 } });
});

test('what stands beside a file that was changed after speaks of another file', async () => {
  const path = join(folder, 'changed.gguf');
  await quantiseModel(source, path, 'Q8_0', { tool: 'heatsoak model quantize' });
  await appendFile(path, Buffer.alloc(32));
  expect(await read(path)).not.toHaveProperty('date');
});

test('a converted model says it too, in the graph and in its report', async () => {
  const path = join(folder, 'onnx', 'nano.onnx');
  await convertToOnnx(source, path, { activations: 'fp32', context: null, force: false, verify: null });
  expect(await read(path)).toEqual(whole('heatsoak model convert'));
  const target = join(folder, 'nano.mlpackage');
  const options = {
    prefillTokens: DEFAULT_PREFILL_TOKENS,
    offsets: 'float',
    force: false,
    verify: null,
  } as const;
  const { provenance: reported } = await convertToCoreMl(source, target, { ...options, contextTokens: 64 });
  expect(reported).toEqual(whole('heatsoak model convert'));
  expect((await inspectPackage(target)).facts).toMatchObject({ 'heatsoak.provenance.source_sha256': sha256 });
});

test('keys of the format that others fill are read; of a file that says nothing nothing is known, and what is no address is none', async () => {
  const text = (value: string) => ({ type: ValueType.STRING, elementType: null, value });
  const read0 = async (keys: [string, string][]) => {
    const path = join(folder, 'foreign.gguf');
    await writeGguf(path, new Map(keys.map(([key, value]) => [key, text(value)])), []);
    return read(path);
  };
  const url = 'https://huggingface.co/microsoft/Phi-3-mini-4k-instruct-gguf';
  expect(
    await read0([
      ['general.quantized_by', 'Microsoft'],
      ['general.source.url', url],
    ]),
  ).toEqual({
    tool: 'Microsoft',
    source: { url },
  });
  expect(await read0([['general.source.url', 'the usual place']])).toEqual({});
  expect(await read(source)).toEqual({});
});

test('every part may be unknown, and no other is known', () => {
  expect(provenance.parse({})).toEqual({});
  expect(() => provenance.parse({ tools: 'x' })).toThrow();
});
