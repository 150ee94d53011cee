import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepAwake } from './keep-awake.ts';

let folder = '';
const path = process.env['PATH'] ?? '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-awake-'));
  process.env['PATH'] = `${folder}${delimiter}${path}`;
});
afterEach(async () => {
  process.env['PATH'] = path;
  await rm(folder, { recursive: true, force: true });
});

/** A command of that name that writes how it was called, lives until it is told to end, and writes that it has ended. */
async function fake(command: string): Promise<string> {
  const said = join(folder, 'said');
  const script = `#!/bin/sh\ntrap 'echo ended >> ${said}; exit' TERM\nprintf '%s\\n' "$*" > ${said}\nwhile read -r _; do :; done\necho ended >> ${said}\n`;
  await writeFile(join(folder, command), script);
  await chmod(join(folder, command), 0o755);
  return said;
}

const wordsOf = (said: string) => () => readFile(said, 'utf8').catch(() => '');

test.each([
  ['linux', 'systemd-inhibit', /--what=sleep:idle .*--mode=block cat/],
  ['darwin', 'caffeinate', new RegExp(`-dims -w ${process.pid}`)],
] as const)('on %s %s holds the host awake until the run lets go', async (platform, command, call) => {
  const said = await fake(command);
  const release = keepAwake(platform);
  await expect.poll(wordsOf(said)).toMatch(call);
  await release();
  await expect.poll(wordsOf(said)).toContain('ended');
});

test('a host that has no such command measures all the same', async () => {
  process.env['PATH'] = folder;
  await keepAwake('linux')();
});

test('on any other system nothing is started', async () => {
  await keepAwake('win32')();
});
