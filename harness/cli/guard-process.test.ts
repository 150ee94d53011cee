import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const main = new URL('./main.ts', import.meta.url).pathname;
const commandLine = (args: readonly string[], imports: readonly string[] = []): string[] => [
  process.execPath,
  ...['tsx', ...imports].flatMap((each) => ['--import', resolved(each)]),
  main,
  ...args,
];
const start = ([file = '', ...args]: string[]) =>
  execa(file, args, { reject: false, env: { NO_COLOR: '1' }, timeout: 60_000 });
const resolved = (name: string): string => (name.startsWith('data:') ? name : import.meta.resolve(name));

test('a reader that has seen enough is no fault', async () => {
  const child = start(commandLine(['metrics', '--json']));
  child.stdout.destroy();
  const { exitCode, stderr } = await child;
  expect(stderr).not.toContain('EPIPE');
  expect(exitCode).toBe(0);
});

test.skipIf(!existsSync('/dev/full'))(
  'a full disk behind stdout is told, and never reads as NO-GO',
  async () => {
    const { exitCode, stderr } = await start([
      ...['sh', '-c', 'exec "$@" > /dev/full', 'sh'],
      ...commandLine(['metrics']),
    ]);
    expect(stderr).toMatch(/^error OUTPUT_LOST: cannot write to stdout: .*ENOSPC/m);
    expect(exitCode).toBe(70);
  },
);

test('what nobody caught ends with 70, and not with the 1 of NO-GO', async () => {
  const plant =
    "process.on('newListener', (name) => name === 'uncaughtException' && setImmediate(() => { throw new Error('planted'); }))";
  const { exitCode, stderr } = await start(
    commandLine(['metrics'], [`data:text/javascript,${encodeURIComponent(plant)}`]),
  );
  expect(stderr).toContain('error INTERNAL: planted');
  expect(exitCode).toBe(70);
});
