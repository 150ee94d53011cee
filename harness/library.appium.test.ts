import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoBuilds } from './app/demo-builds.ts';
import { heavy, loadedFiles, MOST_FILES } from './cli/loaded-files.fixture.ts';

/** Somebody else's project, with the packed package in its node_modules as npm puts it there. */
let project = '';
const LIMIT_MS = 480_000;
const inProject = (file: string, args: readonly string[]) =>
  execa(file, args, { cwd: project, reject: false, timeout: LIMIT_MS, env: { NO_COLOR: '1' } });

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'heatsoak-library-'));
  await mkdir(join(project, 'node_modules'));
  // What is built already is packed: `npm test` builds first.
  const { stdout } = await execa('npm', ['pack', '--ignore-scripts', '--pack-destination', project]);
  const tarball = join(project, stdout.split('\n').at(-1) ?? '');
  await execa('tar', ['-xzf', tarball, '-C', join(project, 'node_modules')]);
  await execa('mv', ['package', 'heatsoak'], { cwd: join(project, 'node_modules') });
  await linkDependencies();
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }));
}, LIMIT_MS);
afterAll(() => rm(project, { recursive: true, force: true }));

/** What npm would install: the dependencies that the package names, and no other package of this clone. */
async function linkDependencies(): Promise<void> {
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const names = [
    ...Object.keys({ ...manifest['dependencies'], ...manifest['optionalDependencies'] }),
    '@types/node',
  ];
  for (const name of names) {
    const link = join(project, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve('node_modules', name), link);
  }
}

/** The first program of a page, as it stands there. */
async function programOf(page: string): Promise<string> {
  const program = /```ts\n([\s\S]*?)```/.exec(await readFile(page, 'utf8'))?.[1];
  if (program === undefined) throw new Error(`${page} shows no program`);
  return program;
}

test('the program of the docs does the main job from the packed package', { timeout: LIMIT_MS }, async () => {
  const program = await programOf('docs/guides/library.md');
  expect(program.trimEnd().split('\n').length).toBeLessThanOrEqual(12);
  expect(await programOf('README.md')).toBe(program);
  const { baseline, candidate } = await makeDemoBuilds(project, join(project, 'cache'));
  await writeFile(join(project, 'old.json'), await readFile(baseline));
  await writeFile(join(project, 'new.json'), await readFile(candidate));
  // Its own lab and its own `quick` keep it short.
  const phone = { kind: 'virtual', id: 'phone', name: 'Virtual iPhone', profile: 'A16', os: '26.1' };
  await writeFile(join(project, 'devices.json'), JSON.stringify({ devices: [phone] }));
  await mkdir(join(project, 'suites'));
  const cases = [{ id: 'a', prompt: { kind: 'synthetic', tokens: 16 }, generateTokens: 32 }];
  const suite = { id: 'quick', title: 'Quick', kind: 'burst', cases };
  await writeFile(join(project, 'suites', 'quick.json'), JSON.stringify(suite));
  await writeFile(join(project, 'main.js'), program);
  const { stdout, stderr, exitCode } = await inProject(process.execPath, ['main.js']);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^17 launches, about \d+ minutes$/m);
  expect(stdout).toMatch(/^phone: /m);
  expect(stdout).toMatch(/^(NO-GO|INCONCLUSIVE): /m);
  const page = stdout.trim().split('\n').at(-1) ?? '';
  expect(basename(page)).toBe('report.html');
  expect((await stat(page)).size).toBeGreaterThan(10_000);
  expect(await readdir(join(project, 'runs'))).toHaveLength(1);
});

test('a consumer type-checks with nodenext, and imports every type by its name', async () => {
  await writeFile(
    join(project, 'consumer.ts'),
    `import { derive, type Derived, type Measurement, type MetricComparison, type RunVerdict } from 'heatsoak';
import type { Caveat, DeviceVerdict, Manifest, PlannedRun, Ports, ProgressStep, RunDocument, RunOptions } from 'heatsoak';
${await programOf('docs/guides/library.md')}
export const words = (verdict: RunVerdict): string[] => verdict.devices.map((device: DeviceVerdict) => device.reason);
export const shown: Ports = { progress: (step: ProgressStep) => void step.launchesDone };
export const options: RunOptions = { suite: [], candidate: 'x' };
export const parts = (each: Derived): [Measurement, readonly MetricComparison[], Manifest, readonly Caveat[]] => [
  each.measurement, each.comparisons, each.measurement.manifest, each.measurement.caveats,
];
export type All = [PlannedRun, RunDocument];
// @ts-expect-error a folder is a path
await derive(1);
`.replace(
      "import { derive, plan, report, run } from 'heatsoak';",
      "import { plan, report, run } from 'heatsoak';",
    ),
  );
  const tsc = resolve('node_modules/typescript/bin/tsc');
  const flags = [
    '--module',
    'nodenext',
    '--strict',
    '--noEmit',
    '--target',
    'es2023',
    '--skipLibCheck',
    '--types',
    'node',
  ];
  const { stdout, exitCode } = await inProject(process.execPath, [tsc, ...flags, 'consumer.ts']);
  expect(stdout).toBe('');
  expect(exitCode).toBe(0);
});

test('the packed command line answers, and loads no Appium, no model code and no engine for it', async () => {
  const main = join(project, 'node_modules/heatsoak/dist/harness/cli/main.js');
  const { stdout } = await inProject(process.execPath, [main, 'metrics', 'ttft']);
  expect(stdout).toContain('Time to first token');
  const loaded = await loadedFiles([main, 'metrics', 'ttft'], project);
  expect(loaded.length).toBeGreaterThan(20);
  expect(loaded.length).toBeLessThanOrEqual(MOST_FILES);
  expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
});
