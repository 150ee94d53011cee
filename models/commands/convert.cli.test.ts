import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heatsoakIn } from '../../harness/cli/heatsoak.fixture.ts';
import { packageInspection } from '../coreml/package-inspection.ts';
import { ValueType } from '../gguf/gguf-types.ts';
import { synthesisePhi3 } from '../synthesise.ts';
import { writeChanged } from '../verify/damaged-model.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-convert-cli-'));
  await synthesisePhi3({ preset: 'nano', type: 'Q4_0', seed: 1 }, join(folder, 'nano.gguf'), folder);
  const template = { type: ValueType.STRING, elementType: null, value: "{{ raise_exception('no') }}" };
  await writeChanged(join(folder, 'nano.gguf'), join(folder, 'mute.gguf'), {
    metadata: { 'tokenizer.chat_template': template },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const model = (...args: string[]) => heatsoakIn(folder)('model', ...args);

const convert = (...args: string[]) => model('convert', ...args);

test('help shows an example and --json', async () => {
  const { stdout, exitCode } = await convert('--help');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/Example.*:\n {2}\$ heatsoak model convert/);
  expect(stdout).toContain('--json');
});

test('a small package is run beside its source; one with too short a cache is not, and the report says why', async () => {
  const long = await convert('nano.gguf', 'long.mlpackage', '--ctx', '512');
  expect(long.stdout).toMatch(
    /✓ agreement with the source in single precision \(rounded\): largest error \d/,
  );
  expect(long.stdout).toContain('tokenizer.json, tokenizer_config.json, generation_config.json');
  const ends = JSON.parse(await readFile(join(folder, 'generation_config.json'), 'utf8'));
  expect(ends).toEqual({ bos_token_id: 1, eos_token_id: [448, 2, 455], pad_token_id: 448 });
  const short = await convert('nano.gguf', 'short.mlpackage', '--ctx', '128');
  expect(short.stdout).toMatch(/– skipped: agreement with the source: a context of 128 tokens is too short/);
  const asked = await model('verify', 'nano.gguf', 'short.mlpackage');
  expect(asked.exitCode).toBe(2);
  expect(asked.stderr).toContain('PACKAGE_NOT_RUN');
}, 180_000);

test('a conversion that is not what its source is ends with 1, and its reason', async () => {
  // Finite itself, and nothing that is multiplied by it.
  const bytes = (own: Uint8Array) => new Uint8Array(new Float32Array(own.length / 4).fill(3e38).buffer);
  await writeChanged(join(folder, 'nano.gguf'), join(folder, 'odd.gguf'), {
    tensor: { name: 'output_norm.weight', bytes },
  });
  const { exitCode, stderr } = await convert('odd.gguf', 'odd/odd.onnx', '--ctx', '512');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/CONVERSION_REJECTED.*agreement with the source in single precision.*not a number/s);
}, 180_000);

test('another model in the folder keeps its tokenizer', async () => {
  await writeFile(join(folder, 'tokenizer.json'), '{}');
  const { exitCode, stderr } = await convert('nano.gguf', 'other.mlpackage', '--ctx', '128');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('FOLDER_TAKEN');
  await rm(join(folder, 'tokenizer.json'));
});

test('a conversion says what became of the weights, and with --json gives its report', async () => {
  const { stdout, exitCode } = await convert('nano.gguf', 'a.mlpackage', '--ctx', '128', '--prefill', '32');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/Q4_0 → int4 per 32, scale fp16: \d+ tensors, stored exactly/);
  expect(stdout).toMatch(/✓ weights read back/);
  const second = await convert('nano.gguf', 'b.mlpackage', '--ctx', '128', '--prefill', '32', '--json');
  const report = JSON.parse(await readFile(join(folder, 'b.mlpackage.conversion.json'), 'utf8'));
  expect(JSON.parse(second.stdout)).toEqual(report);
  expect(report.settings).toEqual({ contextTokens: 128, prefillTokens: 32, offsets: 'float' });
});

test('inspect shows a package, and ends with 1 when it is not sound', async () => {
  await convert('nano.gguf', 'seen.mlpackage', '--ctx', '128');
  const sound = await model('inspect', 'seen.mlpackage');
  expect(sound.stdout).toContain('sound: types inferred again, every blob found');
  expect(sound.stdout).toMatch(
    /prefill\(input_ids int32\[1, 64\], .*\) → logits fp16\[1, 1, 512\]; 4 states/,
  );
  await rm(join(folder, 'seen.mlpackage/Manifest.json'));
  const broken = await model('inspect', 'seen.mlpackage', '--json');
  expect(broken.exitCode).toBe(1);
  expect(packageInspection.parse(JSON.parse(broken.stdout)).problems).toEqual([
    { where: 'manifest', what: 'Manifest.json is missing' },
  ]);
});

test.each([
  ['a model that is not there', ['no.gguf', 'x.mlpackage'], 'MODEL_MISSING'],
  ['a template that cannot be rendered', ['mute.gguf', 'x.onnx', '--ctx', '512'], 'TEMPLATE_INVALID'],
  ['a target of no known kind', ['nano.gguf', 'x.tflite'], 'TARGET_NAME'],
  ['a context that is no number', ['nano.gguf', 'x.mlpackage', '--ctx', 'many'], 'USAGE'],
  [
    'a context that the prefill does not divide',
    ['nano.gguf', 'x.mlpackage', '--ctx', '100'],
    'CONTEXT_LENGTH',
  ],
])('%s ends with exit code 2, a code and a next step, and writes nothing', async (_, args, code) => {
  const before = await readdir(folder);
  const { stderr, exitCode } = await convert(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`error ${code}:`);
  expect(await readdir(folder)).toEqual(before);
});
