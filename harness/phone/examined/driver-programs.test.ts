import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { mountCommand } from './mount-command.ts';
import { tunnelCommand } from './tunnel-command.ts';

test.each([
  ['starts the tunnel', tunnelCommand()],
  ['mounts the developer image', mountCommand('00008140-000A1B2C3D4E5F67')],
])('the driver’s own program that %s knows every option that it is given', async (_, { args }) => {
  const program = args.findIndex((word) => word.endsWith('.mjs'));
  const [file = '', ...given] = args.slice(program);
  const subcommand = given.slice(0, 1).filter((word) => !word.startsWith('-'));
  const options = given.filter((word) => word.startsWith('--'));
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...subcommand, '--help']);
  expect(options.length).toBeGreaterThan(0);
  for (const option of options) expect(stdout).toMatch(new RegExp(`^ +(-\\w, )?${option} <`, 'm'));
});
