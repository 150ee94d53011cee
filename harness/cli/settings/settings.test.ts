import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { program } from '../program.ts';
import { commandsIn } from './apply-settings.ts';
import { findConfigPath } from './config-path.ts';
import { withSettings } from './with-settings.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-settings-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** What a command would get for its options, typed in a folder below that of the file. */
async function optionsOf(typed: string, config: object | null = null): Promise<Record<string, unknown>> {
  if (config) await writeFile(join(folder, 'heatsoak.config.json'), JSON.stringify(config));
  const below = join(folder, 'below', 'it');
  await mkdir(below, { recursive: true });
  const words = typed.split(' ').filter(Boolean);
  const root = (await program(words)) as unknown as CommandUnknownOpts;
  await withSettings(root, words, below);
  const all = commandsIn(root);
  const asked = all.findLast(({ name }) => typed.startsWith(name));
  for (const { command } of all) command.action(() => undefined);
  await root.parseAsync(words, { from: 'user' });
  return asked?.command.opts() ?? {};
}

const run = 'run --candidate new.json';

test('the file gives what is not typed, paths are relative to it, and names stay names', async () => {
  const config = {
    lab: { devices: 'lab/devices.json' },
    suites: ['quick', './own.json'],
    gate: 'ci/gate.json',
    store: { runs: 'nights', calibration: 'learned' },
    commands: { run: { failFast: true, atLeast: 2, reference: false, pinned: 'pinned/build.json' } },
  };
  expect(await optionsOf(run, config)).toMatchObject({
    devices: join(folder, 'lab/devices.json'),
    suite: ['quick', join(folder, 'own.json')],
    gate: join(folder, 'ci/gate.json'),
    out: join(folder, 'nights'),
    store: join(folder, 'learned'),
    failFast: true,
    atLeast: 2,
    reference: false,
    pinned: join(folder, 'pinned/build.json'),
    candidate: 'new.json',
  });
});

test('the command line wins over a variable, a variable over the file, the file over the default', async () => {
  const config = { suites: ['quick'], commands: { run: { blocks: 3 } } };
  const only = `${run} --suite sustained`;
  expect(await optionsOf(run, config)).toMatchObject({ suite: ['quick'], blocks: 3, seed: 1 });
  expect(await optionsOf(only, config)).toMatchObject({ suite: ['sustained'] });
  expect(await optionsOf(`${only} --suite context`, config)).toMatchObject({
    suite: ['sustained', 'context'],
  });
  vi.stubEnv('HEATSOAK_RUN_BLOCKS', '4');
  vi.stubEnv('HEATSOAK_SUITE', 'context;latency');
  expect(await optionsOf(run, config)).toMatchObject({ suite: ['context', 'latency'], blocks: 4 });
  expect(await optionsOf(`${run} --blocks 5`, config)).toMatchObject({ blocks: 5 });
});

test('the name of a command makes a variable more particular, and a flag can be taken back', async () => {
  vi.stubEnv('HEATSOAK_STORE', 'all');
  vi.stubEnv('HEATSOAK_RUN_STORE', 'own');
  vi.stubEnv('HEATSOAK_RUN_FAIL_FAST', 'false');
  vi.stubEnv('HEATSOAK_RUN_REFERENCE', '0');
  const typed = `${run} --suite quick`;
  expect(await optionsOf(typed, { commands: { run: { failFast: true } } })).toMatchObject({
    store: 'own',
    failFast: false,
    reference: false,
  });
  expect(await optionsOf('confirm')).toMatchObject({ store: 'all' });
});

test('what a command asks for is there when the file names it', async () => {
  expect(await optionsOf('waive ttft', { gate: 'gate.json' })).toEqual({ gate: join(folder, 'gate.json') });
});

test('an option that means something else elsewhere is not taken from the top of the file', async () => {
  const config = {
    gate: 'gate.json',
    store: { runs: 'nights' },
    suites: ['sustained'],
    lab: { devices: 'x.json' },
  };
  expect(await optionsOf('model verify a.gguf b.gguf', config)).toMatchObject({ gate: 'loose' });
  expect(await optionsOf('report run', config)).toEqual({ runs: join(folder, 'nights') });
  expect(await optionsOf('variants --build a.json', config)).not.toHaveProperty('suite');
  expect(await optionsOf('init', config)).toMatchObject({ devices: 'devices.json' });
});

test.each([
  [
    'a key at the top',
    { suits: ['quick'] },
    'FILE_INVALID',
    /heatsoak\.config\.json: \$ has an unknown key "suits"; did you mean "suites"/,
  ],
  [
    'a key of the night',
    { nightly: { budgt: '3h' } },
    'FILE_INVALID',
    /\$\.nightly has an unknown key "budgt"; did you mean "budget"/,
  ],
  ['a command', { commands: { rum: {} } }, 'CONFIG_KEY_UNKNOWN', /\$\.commands: .*"rum"; did you mean "run"/],
  [
    'an option',
    { commands: { run: { blcks: 3 } } },
    'CONFIG_KEY_UNKNOWN',
    /\$\.commands\.run: .*"blcks" of run; did you mean "blocks"/,
  ],
  [
    'a number',
    { commands: { run: { blocks: 0 } } },
    'USAGE',
    /--blocks from .*heatsoak\.config\.json \$\.commands\.run\.blocks: it must be a whole number/,
  ],
  ['a flag', { commands: { run: { failFast: 'perhaps' } } }, 'USAGE', /"perhaps" is neither true nor false/],
])(
  '%s that is wrong is told with the file, its JSON path and the nearest name',
  async (_, config, code, message) => {
    await expect(optionsOf(run, config)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      where: expect.stringContaining(folder),
    });
  },
);

test('a variable that is wrong is told by its name', async () => {
  vi.stubEnv('HEATSOAK_RUN_BLOCKS', 'many');
  await expect(optionsOf(run)).rejects.toMatchObject({
    code: 'USAGE',
    message: '--blocks from HEATSOAK_RUN_BLOCKS: it must be a whole number from 1 to 1000',
  });
});

test('the nearest file above counts', async () => {
  await writeFile(join(folder, 'heatsoak.config.json'), '{}');
  await mkdir(join(folder, 'near', 'er'), { recursive: true });
  expect(findConfigPath(join(folder, 'near', 'er'))).toBe(join(folder, 'heatsoak.config.json'));
  await writeFile(join(folder, 'near', 'heatsoak.config.json'), '{}');
  expect(findConfigPath(join(folder, 'near', 'er'))).toBe(join(folder, 'near', 'heatsoak.config.json'));
});
