import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

const answers = fileURLToPath(new URL('./tested-binding.cjs', import.meta.url));
const CHECK = 'dist/bindings/utils/testBindingBinary.js';

let folder = '';
let check = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-binding-'));
  check = join(folder, 'node-llama-cpp', CHECK);
  await mkdir(dirname(check), { recursive: true });
  // Asks as the library's own does, and finds that it does not run.
  await writeFile(
    check,
    "process.send({ type: 'ready' }); process.on('message', ({ type }) => process.exit(type === 'start' ? 3 : 4));",
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a process that has the answers hears of the check of a library. */
async function heard(gpu: string | false): Promise<string> {
  const program = join(folder, 'ask.mjs');
  await writeFile(
    program,
    `import { fork } from 'node:child_process';
     const child = fork(${JSON.stringify(check)});
     child.on('message', ({ type }) => {
       process.stdout.write(type + ' ');
       child.send({ type: { ready: 'start', loaded: 'test', done: 'exit' }[type], gpu: ${JSON.stringify(gpu)} });
     });
     child.on('exit', (code) => process.stdout.write('ended with ' + code));`,
  );
  return (await execa(process.execPath, ['--require', answers, program])).stdout;
}

test('the library of a processor was looked at once, and is not looked at again', async () => {
  expect(await heard(false)).toBe('ready loaded done ended with 0');
});

test('any other library is looked at by the library’s own process', async () => {
  expect(await heard('cuda')).toBe('ready ended with 3');
});

test('any other process is started as it is', async () => {
  const other = join(folder, 'other.cjs');
  await writeFile(other, "process.send('here')");
  const program = `require('node:child_process').fork(${JSON.stringify(other)}).on('message', (said) => console.log(said))`;
  expect((await execa(process.execPath, ['--require', answers, '-e', program])).stdout).toBe('here');
});

test('node-llama-cpp looks by the process that is answered for, and in these words', async () => {
  const source = await readFile(join('node_modules/node-llama-cpp', CHECK), 'utf8');
  for (const word of ['ready', 'start', 'loaded', 'test', 'done', 'exit'])
    expect(source).toMatch(new RegExp(`type(: | === )"${word}"`));
});
