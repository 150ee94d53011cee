import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heatsoakIn } from '../../harness/cli/heatsoak.fixture.ts';
import { conversionDocument } from '../conversion.ts';
import { synthesisePhi3 } from '../synthesise.ts';
import { verificationDocument } from '../verify/verification.ts';
import { onnxInspectionDocument } from './onnx-inspection-document.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-onnx-cli-'));
  for (const seed of [1, 2])
    await synthesisePhi3({ preset: 'nano', type: 'Q4_0', seed }, join(folder, `nano${seed}.gguf`), folder);
  const { exitCode, stdout } = await model('convert', 'nano1.gguf', 'onnx/nano.onnx', '--json');
  expect(exitCode).toBe(0);
  converted = stdout;
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

let converted = '';
const model = (...args: string[]) => heatsoak('model', ...args);
const heatsoak = (...args: string[]) => heatsoakIn(folder)(...args);

test('a conversion is run beside its source unasked, and its report is its document', async () => {
  const { agreement, checks } = conversionDocument.parse(JSON.parse(converted));
  expect(agreement?.cosine).toBeGreaterThan(0.9995);
  expect(checks.map(({ outcome }) => outcome)).toEqual(checks.map(() => 'passed'));
  expect(JSON.parse(await readFile(join(folder, 'onnx/nano.onnx.conversion.json'), 'utf8'))).toEqual(
    JSON.parse(converted),
  );
});

test('a model of few places is not run beside its source, and its report says why', async () => {
  const { stdout, exitCode } = await model('convert', 'nano1.gguf', 'few/nano.onnx', '--ctx', '64');
  expect(stdout).toMatch(/– skipped: agreement with the source: a context of 64 tokens is too short/);
  expect(exitCode).toBe(0);
  const named = stdout.slice(stdout.indexOf('written to')).match(/^ {2}[^\s/]+/gm) ?? [];
  const left = await readdir(join(folder, 'few'));
  expect(named.map((line) => line.trim()).sort(), 'every file that it leaves is named').toEqual(left.sort());
});

test('Ctrl-C ends a conversion with exit code 130, whatever it was at, and leaves nothing of it', async () => {
  await mkdir(join(folder, 'cut'));
  const running = model('convert', 'nano1.gguf', 'cut/nano.onnx');
  const isBegun = async () => (await readdir(join(folder, 'cut'))).some((name) => name.endsWith('.part'));
  for (let tries = 0; tries < 3000 && !(await isBegun()); tries++) await setTimeout(5);
  running.kill('SIGINT');
  const { exitCode, stderr } = await running;
  expect(stderr).toContain('interrupted: nothing was written');
  expect(exitCode).toBe(130);
  expect(await readdir(join(folder, 'cut'))).toEqual([]);
});

test('verify: a conversion passes, another model ends with exit code 1 and the limits that it broke', async () => {
  const same = await model('verify', 'nano1.gguf', 'onnx/nano.onnx', '--json');
  expect(same.exitCode).toBe(0);
  expect(verificationDocument.parse(JSON.parse(same.stdout)).gate).toMatchObject({
    name: 'loose',
    passed: true,
  });
  const other = await model('verify', 'nano2.gguf', 'onnx/nano.onnx');
  expect(other.exitCode).toBe(1);
  expect(other.stdout).toMatch(/gate loose: FAILED\n {2}✕ cosine -?0\.\d+, at least 0\.9995 needed/);
});

test('inspect: files, operators, weights and cache; a cut weight file is refused', async () => {
  const { stdout } = await model('inspect', 'onnx/nano.onnx', '--json');
  const found = onnxInspectionDocument.parse(JSON.parse(stdout));
  expect(found).toMatchObject({ parameters: 1_443_072, cacheBytesPerToken: 2 * 2 * 4 * 32 * 4 });
  const people = await model('inspect', 'onnx/nano.onnx');
  expect(people.stdout).toMatch(/MatMulNBits 9/);
  await writeFile(join(folder, 'cut.onnx'), await readFile(join(folder, 'onnx/nano.onnx')));
  await writeFile(join(folder, 'nano.onnx.data'), '');
  await truncate(join(folder, 'nano.onnx.data'), 1000);
  const cut = await model('inspect', 'cut.onnx');
  expect(cut.exitCode).toBe(2);
  expect(cut.stderr).toContain('error ONNX_TRUNCATED:');
});

test('the reference measures it with its own engine, by a suite', async () => {
  const cases = [{ id: 'short', prompt: { kind: 'synthetic', tokens: 8 }, generateTokens: 4 }];
  const suite = { id: 'short', title: 'Short', kind: 'burst', cases };
  await writeFile(join(folder, 'short.json'), JSON.stringify(suite));
  const asked = ['reference', '--model', 'onnx/nano.onnx', '--json'];
  const { stdout, exitCode } = await heatsoak(...asked, '--suite', 'short.json');
  expect(exitCode).toBe(0);
  const { rows } = JSON.parse(stdout) as { rows: { test: string }[] };
  expect(rows.map(({ test: name }) => name)).toEqual(['pp8 short', 'tg4 short']);
  const rowsOfLlamaBench = await heatsoak(...asked);
  expect(rowsOfLlamaBench.exitCode).toBe(2);
  expect(rowsOfLlamaBench.stderr).toContain('--suite');
});

test('a build whose engine cannot read its model is refused when it is planned', async () => {
  const build = {
    name: 'b',
    bundleId: 'com.example.app',
    version: '1',
    app: 'a.ipa',
    model: 'onnx/nano.onnx',
  };
  await writeFile(join(folder, 'build.json'), JSON.stringify(build));
  const { stderr, exitCode } = await heatsoak('plan', '--suite', 'quick', '--candidate', 'build.json');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('error ENGINE_FORMAT:');
  expect(stderr).toContain('set engine.name to onnxruntime');
});

test.each([
  ['a text that is not there', ['verify', 'nano1.gguf', 'nano1.gguf', '--text', 'no.txt'], 'TEXT_MISSING'],
  ['a model of no known kind', ['verify', 'nano1.gguf', 'x.bin'], 'MODEL_KIND'],
  ['a folder that holds another model', ['convert', 'nano2.gguf', 'onnx/other.onnx'], 'FOLDER_TAKEN'],
  [
    'a context beyond the model',
    ['convert', 'nano2.gguf', 'new/n.onnx', '--ctx', '999999'],
    'CONTEXT_TOO_LONG',
  ],
])('%s ends with exit code 2 and a code, and writes nothing', async (_, args, code) => {
  const before = await readdir(folder);
  const { stderr, exitCode } = await model(...args);
  expect(stderr).toContain(`error ${code}:`);
  expect(exitCode).toBe(2);
  expect(await readdir(folder)).toEqual(before);
});
