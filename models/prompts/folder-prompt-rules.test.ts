import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rulesOfFolder } from './folder-prompt-rules.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-folder-rules-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('of several templates the default one counts, and a file of its own before all', async () => {
  const chat_template = ['tools', 'default'].map((name) => ({ name, template: name }));
  const config = { chat_template, bos_token: { content: '<s>' }, add_bos_token: true };
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(config));
  expect(await rulesOfFolder(folder)).toMatchObject({ template: 'default', bosText: '<s>', addBos: true });
  await writeFile(join(folder, 'chat_template.jinja'), 'own');
  expect(await rulesOfFolder(folder)).toMatchObject({ template: 'own' });
});

test.each([
  [
    'a template',
    { type: 'TemplateProcessing', single: [{ SpecialToken: { id: '<s>' } }, { Sequence: {} }] },
    true,
  ],
  [
    'a sequence with a template',
    { type: 'Sequence', processors: [{ type: 'ByteLevel' }, { single: [{ SpecialToken: { id: '<s>' } }] }] },
    true,
  ],
  ['no template', { type: 'ByteLevel' }, false],
  ['another token', { single: [{ SpecialToken: { id: '[CLS]' } }] }, false],
])(
  'where the configuration does not say so, a tokenizer with %s adds BOS or not',
  async (_, processor, adds) => {
    await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ bos_token: '<s>' }));
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify({ post_processor: processor }));
    expect(await rulesOfFolder(folder)).toMatchObject({ addBos: adds });
    await writeFile(join(folder, 'tokenizer_config.json'), '{"bos_token":"<s>","add_bos_token":false}');
    expect(await rulesOfFolder(folder)).toMatchObject({ addBos: false });
  },
);

test.skipIf(process.platform === 'win32')('a template that is a pipe is not waited for', async () => {
  await execa('mkfifo', [join(folder, 'chat_template.jinja')]);
  await expect(rulesOfFolder(folder)).rejects.toMatchObject({ code: 'FILE_NOT_REGULAR' });
});
