import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configFile } from '../../experiment/config-file.ts';
import { program } from '../program.ts';
import { commandsIn } from '../settings/apply-settings.ts';
import { withSettings } from '../settings/with-settings.ts';

const guide = await readFile('docs/guides/nightly.md', 'utf8');
const blocks = (language: string): string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);

/** Words as a shell would make them of a line without variables. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

const commands = [
  ...blocks('sh').flatMap((text) => text.trim().split('\n')),
  ...[...guide.matchAll(/`(heatsoak [a-z][^`…]*)`/g)].map(([, line = '']) => line),
]
  // `config` loads every command there is; that it shows them is tested where it lives.
  .filter((line) => !line.startsWith('heatsoak config'));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-guide-'));
  await writeFile(join(folder, 'heatsoak.config.json'), blocks('json')[0] ?? '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the file of the guide is one that is read', () => {
  expect(configFile.parse(JSON.parse(blocks('json')[0] ?? '')).nightly?.budget).toBe('3h');
});

test('the guide has commands', () => expect(commands.length).toBeGreaterThan(10));

test.each(commands)('with that file this is a command line that the program takes: %s', async (line) => {
  const words = wordsOf(line).slice(1);
  const root = (await program(words)) as unknown as CommandUnknownOpts;
  await withSettings(root, words, folder);
  let isCalled = false;
  for (const { command } of commandsIn(root))
    command.action(() => {
      isCalled = true;
    });
  await root.parseAsync(words, { from: 'user' });
  expect(isCalled).toBe(true);
});
