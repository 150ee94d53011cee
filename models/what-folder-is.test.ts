import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inspectorFor } from './commands/inspectors.ts';
import { openScoredModel } from './commands/open-scored-model.ts';
import { openModel } from './open-model.ts';
import { whatFolderIs } from './what-folder-is.ts';

const root = mkdtempSync(join(tmpdir(), 'heatsoak-folders-'));
afterAll(() => rmSync(root, { recursive: true }));

function folderOf(name: string, files: readonly string[]): string {
  const path = join(root, name);
  mkdirSync(path);
  for (const file of files) writeFileSync(join(path, file), '');
  return path;
}

test.each([
  ['genai', ['config.json', 'genai_config.json', 'm.onnx'], /onnxruntime-genai/, /genai\/m\.onnx/],
  [
    'hub',
    ['config.json', 'model.safetensors', 'tokenizer.json'],
    /Hugging Face folder.*safetensors/,
    /convert_hf_to_gguf/,
  ],
  ['sharded', ['config.json', 'model.safetensors.index.json'], /safetensors/, /convert_hf_to_gguf/],
  ['torch', ['config.json', 'pytorch_model-00001-of-00002.bin'], /PyTorch/, /convert_hf_to_gguf/],
  [
    'shards',
    ['m-00001-of-00003.gguf', 'm-00002-of-00003.gguf'],
    /shards of a GGUF/,
    /model join .*m-00001-of-00003\.gguf/,
  ],
  ['parts', ['m.parts.json', 'm-00001-of-00003.gguf'], /parts of a model/, /join .*m\.parts\.json/],
  ['compiled', ['coremldata.bin', 'metadata.json'], /compiled Core ML/, /mlpackage/],
  ['renamed', ['Manifest.json'], /Core ML package whose name/, /\.mlpackage/],
  ['holding', ['readme.txt', 'phi3.gguf'], /a folder with a model in it/, /phi3\.gguf/],
  ['bare', ['tokenizer.json'], /without weights/, /fetch/],
  ['empty', [], /an empty folder/, /name a model/],
  ['strange', ['a\u001b[31m', 'b'], /without a model \(a\\u001b\[31m, b\)/, /name a model/],
])('%s is named for what it is', async (name, files, what, hint) => {
  const path = folderOf(name, files);
  const kind = await whatFolderIs(path);
  expect(kind.what).toMatch(what);
  expect(kind.hint).toMatch(hint);
  await expect(inspectorFor(path, null)).rejects.toMatchObject({ code: 'MODEL_UNKNOWN', hint: kind.hint });
});

test('who needs a file says what the folder is, and a package has a command of its own', async () => {
  const path = folderOf('made.mlpackage', ['Manifest.json']);
  await expect(openModel(path)).rejects.toMatchObject({
    code: 'MODEL_MISSING',
    message: `${path} is a Core ML package, not a file`,
    hint: expect.stringContaining('name the GGUF that it was made from'),
  });
  const other = join(root, 'shards');
  const { hint } = await whatFolderIs(other);
  for (const open of [openModel, (each: string) => openScoredModel(each, 512, 1)])
    await expect(open(other)).rejects.toMatchObject({ hint });
});

test('a file that is no model is named too', async () => {
  await expect(inspectorFor('x.bin', Buffer.from('<!doctype html>'))).rejects.toThrow(/it is a web page/);
  await expect(inspectorFor('x.bin', Buffer.from('poem'))).rejects.toThrow(
    /it is a text that begins with "poem"/,
  );
  await expect(inspectorFor('x.bin', Buffer.of(1, 2, 3))).rejects.toThrow(/it begins with "\\u0001/);
  await expect(inspectorFor('x.bin', Buffer.alloc(0))).rejects.toThrow(/it is empty/);
});
