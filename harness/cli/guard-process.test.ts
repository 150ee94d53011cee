import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { program } from './program.fixture.ts';

const commandLine = (args: readonly string[], imports: readonly string[] = []): string[] => [
  process.execPath,
  ...imports.flatMap((each) => ['--import', each]),
  ...program,
  ...args,
];
const start = ([file = '', ...args]: string[]) =>
  execa(file, args, { reject: false, env: { NO_COLOR: '1' }, timeout: 120_000 });

test('a reader that has seen enough is no fault', async () => {
  const child = start(commandLine(['metrics', '--json']));
  child.stdout.destroy();
  const { exitCode, stderr } = await child;
  expect(stderr).not.toContain('EPIPE');
  expect(exitCode).toBe(0);
});

test.skipIf(!existsSync('/dev/full'))(
  'a full disk behind stdout is reported, and never reads as NO-GO',
  async () => {
    const { exitCode, stderr } = await start([
      ...['sh', '-c', 'exec "$@" > /dev/full', 'sh'],
      ...commandLine(['metrics']),
    ]);
    expect(stderr).toMatch(/^error OUTPUT_LOST: cannot write to stdout: .*ENOSPC/m);
    expect(exitCode).toBe(70);
  },
);

/** Throws when the process is guarded for the nth time: first against modules that do not load, then for the work itself. */
const plantedAt = (guard: number): string =>
  `data:text/javascript,${encodeURIComponent(
    `let n = 0; process.on('newListener', (name) => name === 'uncaughtException' && ++n === ${guard} && setImmediate(() => { throw new Error('planted'); }))`,
  )}`;

test.each([
  [1, 'error INTERNAL: Heatsoak cannot be loaded: planted'],
  [2, 'error INTERNAL: planted'],
])('what nobody caught ends with 70, and not with the 1 of NO-GO: guard %i', async (guard, words) => {
  const { exitCode, stderr } = await start(commandLine(['metrics'], [plantedAt(guard)]));
  expect(stderr).toContain(words);
  expect(exitCode).toBe(70);
});

test('a version of Node that cannot run it is refused in words, as a document too', async () => {
  const old =
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.11.0' } })";
  const plant = `data:text/javascript,${encodeURIComponent(old)}`;
  const { exitCode, stderr, stdout } = await start(commandLine(['metrics', '--json'], [plant]));
  expect(stderr).toMatch(/^error NODE_UNSUPPORTED: Node 22\.11\.0 cannot run Heatsoak: .*\n {2}next: /);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'NODE_UNSUPPORTED' } });
  expect(exitCode).toBe(6);
});

test('a package that is not there, and a limit of open files, are the host’s: 6, and what to do', async () => {
  const root = await mkdtemp(join(tmpdir(), 'heatsoak-unloaded-'));
  try {
    // The two modules that come before every package, alone in a folder.
    for (const file of ['cli/main.ts', 'terminal/load-problem.ts'])
      await cp(new URL(`../${file}`, import.meta.url), join(root, file));
    await writeFile(join(root, 'package.json'), '{"type":"module"}');
    const loader = ['--import', import.meta.resolve('tsx')];
    const missing = await start([process.execPath, ...loader, join(root, 'cli/main.ts'), 'derive', 'x']);
    expect(missing.stderr).toMatch(/^error PACKAGE_MISSING: .*command-line.*\n {2}next: install again/);
    expect(missing.exitCode).toBe(6);
    await writeFile(
      join(root, 'cli/command-line.ts'),
      "throw Object.assign(new Error('EMFILE: too many open files, open x'), { code: 'EMFILE' });",
    );
    const limited = await start([
      process.execPath,
      ...loader,
      join(root, 'cli/main.ts'),
      'derive',
      'x',
      '--json',
    ]);
    expect(JSON.parse(limited.stdout)).toMatchObject({
      error: { code: 'TOO_MANY_FILES', hint: expect.stringContaining('ulimit -n') },
    });
    expect(limited.exitCode).toBe(6);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
