import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoBuilds } from './demo-builds.ts';

let folder = '';
let builds: Awaited<ReturnType<typeof makeDemoBuilds>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-cli-'));
  builds = await makeDemoBuilds(folder, join(folder, 'cache'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const main = new URL('./main.ts', import.meta.url).pathname;
const heatsoak = (...args: string[]) =>
  execa(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...args], {
    cwd: folder,
    reject: false,
    env: { NO_COLOR: '1' },
    timeout: 60_000,
  });
const withBuilds = (...args: string[]) => [
  'plan',
  ...args,
  '--candidate',
  builds.candidate,
  '--baseline',
  builds.baseline,
];

test.each(['run', 'plan', 'demo', 'devices', 'derive', 'compare', 'report', 'reference', 'model'])(
  '%s has help with an example and --json',
  async (command) => {
    const { stdout, exitCode } = await heatsoak(command, '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Example:\n {2}\$ heatsoak/);
    expect(stdout).toContain('--json');
  },
);

test('a plan names launches, minutes and disk, and writes nothing', async () => {
  const before = await readdir(folder);
  const { stdout, exitCode } = await heatsoak(...withBuilds('--suite', 'quick', '--suite', 'sustained'));
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^virtual-a16: 18 launches, about \d+ min$/m);
  expect(stdout).toMatch(/^in all: 36 launches, about \d+ min side by side, [\d.]+ MB$/m);
  expect(await readdir(folder)).toEqual(before);
});

test('with --json stdout is one document', async () => {
  const { stdout } = await heatsoak(...withBuilds('--suite', 'quick', '--json'));
  expect(JSON.parse(stdout)).toMatchObject({ totals: { launches: 32 }, manifest: { suites: ['quick'] } });
});

test.each([
  ['a mistyped suite', () => withBuilds('--suite', 'quik'), 'SUITE_UNKNOWN', 'did you mean "quick"?'],
  [
    'a mistyped device',
    () => withBuilds('--suite', 'quick', '--device', 'virtual-a61'),
    'DEVICE_UNKNOWN',
    'did you mean "virtual-a16"?',
  ],
  [
    'a build that is not there',
    () => ['plan', '--suite', 'quick', '--candidate', 'no.json'],
    'FILE_MISSING',
    'no.json',
  ],
  ['a mistyped option', () => ['devices', '--jsn'], 'USAGE', '--jsn'],
  ['a run folder that is none', () => ['derive', folder], 'RUN_UNREADABLE', 'not a run folder'],
  ['a model that is not there', () => ['reference', '--model', 'no.gguf'], 'MODEL_MISSING', 'no.gguf'],
])('%s: exit 2, what is wrong, and what to do next', async (_, args, code, text) => {
  const { stderr, stdout, exitCode } = await heatsoak(...args());
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`error ${code}: `);
  expect(stderr).toContain(text);
  expect(stderr).toMatch(/^ {2}next: /m);
  expect(stdout).toBe('');
});

test('an unknown key in build.json is named with its path and the nearest one', async () => {
  const path = join(folder, 'typo.json');
  await writeFile(path, JSON.stringify({ name: 'x', bundelId: 'a.b', version: '1', app: 'a', model: 'm' }));
  const { stderr, exitCode } = await heatsoak('plan', '--suite', 'quick', '--candidate', path);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('bundleId');
});

test('a model of another hash than the build expects is refused', async () => {
  const path = join(folder, 'hash.json');
  const app = join(folder, 'candidate.ipa');
  const build = { name: 'x', bundleId: 'a.b', version: '1', app, model: app, modelSha256: 'f'.repeat(64) };
  await writeFile(path, JSON.stringify(build));
  const { stderr, exitCode } = await heatsoak('plan', '--suite', 'quick', '--candidate', path);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('MODEL_HASH_DIFFERS');
});

test('with --json an error is a document too', async () => {
  const { stdout, exitCode } = await heatsoak(...withBuilds('--suite', 'quik', '--json'));
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'SUITE_UNKNOWN', hint: expect.stringContaining('quick') },
  });
});

test('devices lists the virtual lab where there is no devices.json', async () => {
  const { stdout } = await heatsoak('devices');
  expect(stdout).toContain('virtual-a16\tVirtual iPhone 15\tiOS 26.1\tvirtual, A16');
});

test('reference speaks in the words of llama-bench', async () => {
  const { model } = JSON.parse(await readFile(builds.candidate, 'utf8')) as { model: string };
  const { stdout, exitCode } = await heatsoak(
    'reference',
    '--model',
    model,
    '--pp',
    '32',
    '--tg',
    '16',
    '-r',
    '2',
  );
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^pp32 .*\t[\d.]+ ± [\d.]+ tok\/s\tn=2$/m);
  expect(stdout).toMatch(/^tg16 .*\t[\d.]+ ± [\d.]+ tok\/s\tn=2$/m);
});
