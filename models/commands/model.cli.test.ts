import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heatsoakIn } from '../../harness/cli/heatsoak.fixture.ts';
import { ggufInspectionDocument } from './gguf-inspection-document.ts';

let folder = '';
const heatsoak = (...args: string[]) =>
  heatsoakIn(folder, { HEATSOAK_CACHE: join(folder, 'cache') })('model', ...args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-model-cli-'));
  await heatsoak('synth', 'nano', '--type', 'F16', '--out', 'nano.gguf');
  await writeFile(join(folder, 'empty.jinja'), '\n');
});
afterAll(() => rm(folder, { recursive: true }));

test.each(['inspect', 'synth', 'quantize'])('%s has help with an example and --json', async (command) => {
  const { stdout, exitCode } = await heatsoak(command, '--help');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/Example:\n {2}\$ heatsoak model/);
  expect(stdout).toContain('--json');
});

test('inspect shows the model, its memory and where it fits', async () => {
  const { stdout } = await heatsoak('inspect', 'nano.gguf', '--ctx', '1024', '--device', 'A17 Pro');
  expect(stdout).toContain('GGUF 3, phi3, "phi3-nano-synth"');
  expect(stdout).toMatch(/^→ {3}1024 tokens .* 21 MiB charged {2}\(cache 1 MiB, compute 20 MiB\)$/m);
  expect(stdout).toMatch(
    /^A17 Pro: fits; charged memory 21 MiB of 3375 MiB \(published measurements of others; not measured here\)$/m,
  );
});

test('inspect --json is the document of its schema, with every combination', async () => {
  const { stdout } = await heatsoak('inspect', 'nano.gguf', '--json');
  const document = ggufInspectionDocument.parse(JSON.parse(stdout));
  expect(document.memory).toHaveLength(4 * 3);
  expect(document.fits.map(({ phone }) => phone)).toEqual(['virtual-a16 (A16)', 'virtual-a19-pro (A19 Pro)']);
});

test('quantize writes the model, and says what became of its tensors', async () => {
  const quantize = ['quantize', 'nano.gguf', 'q8.gguf', '--type', 'Q8_0'];
  expect((await heatsoak(...quantize)).stdout).toContain('F16 → Q8_0: 10 tensors');
  const { stdout, stderr } = await heatsoak(...quantize, '--json');
  // The document says it all: nothing is said twice.
  expect(stderr).not.toContain('10 tensors');
  const { sizeBytes, tensors } = JSON.parse(stdout) as { sizeBytes: number; tensors: unknown[] };
  expect(tensors).toHaveLength(15);
  expect((await readFile(join(folder, 'q8.gguf'))).length).toBe(sizeBytes);
  const again = await heatsoak('quantize', 'q8.gguf', 'q4.gguf', '--type', 'Q4_0');
  expect(again.stdout).toContain('note: 10 tensors were quantised before, so errors add up');
});

test.each([
  ['another kind of file', ['inspect', new URL(import.meta.url).pathname], 'MODEL_UNKNOWN'],
  ['a missing file', ['inspect', 'absent.gguf'], 'MODEL_MISSING'],
  [
    'an empty template',
    ['verify', 'nano.gguf', 'nano.gguf', '--template', 'empty.jinja'],
    'holds no template',
  ],
  [
    'a package as reference',
    ['verify', 'a.mlpackage', 'nano.gguf'],
    'heatsoak model verify nano.gguf a.mlpackage',
  ],
  ['a mistyped phone', ['inspect', 'nano.gguf', '--device', 'A17 Prp'], 'did you mean "A17 Pro"?'],
  [
    'a quantised cache without flash attention',
    ['inspect', 'nano.gguf', '--kv', 'q8_0'],
    '--flash-attention',
  ],
  ['a mistyped type', ['quantize', 'nano.gguf', 'never.gguf', '--type', 'Q4_k_m'], 'did you mean "Q4_K_M"?'],
  ['a mistyped preset', ['synth', 'nana', '--type', 'F16'], 'did you mean "nano"?'],
  ['no type', ['synth', 'nano'], '--type'],
  ['the source as target', ['quantize', 'nano.gguf', './nano.gguf', '--type', 'Q8_0'], 'MODEL_SAME'],
])('%s is wrong usage, exit code 2, and writes nothing', async (_, args, said) => {
  const before = await readdir(folder);
  const { exitCode, stderr } = await heatsoak(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(said);
  expect(await readdir(folder)).toEqual(before);
});

test.runIf(platform() === 'linux')(
  'a file that the system fails to read is one that cannot be read',
  async () => {
    const { exitCode, stderr } = await heatsoak('inspect', '/proc/self/mem');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error MODEL_MISSING: \/proc\/self\/mem cannot be read/m);
  },
);

test('Ctrl-C ends long work with exit code 130 and leaves no part of a file', async () => {
  const before = await readdir(folder);
  const running = heatsoak('synth', 'mini', '--type', 'Q4_0-pure', '--out', 'mini.gguf');
  await untilPart();
  running.kill('SIGINT');
  const { exitCode, stderr } = await running;
  expect(exitCode).toBe(130);
  expect(stderr).toContain('interrupted: nothing was written');
  expect(await readdir(folder)).toEqual(before);
});

/** Waits for the file that is being written to grow. */
async function untilPart(): Promise<void> {
  for (let tries = 0; tries < 3000; tries++) {
    const names = await readdir(folder);
    const part = names.find((name) => name.endsWith('.part'));
    if (part && (await stat(join(folder, part))).size > 1_000_000) return;
    await setTimeout(10);
  }
  throw new Error('no part file was seen');
}
