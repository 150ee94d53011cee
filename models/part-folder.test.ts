import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { removePartsOf, withPartFolder } from './part-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatsoak-parts-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** Linux hands out no number as high. */
const DEAD = 99_999_999;

test('what processes that were killed left of the same target goes when it is made again', async () => {
  const own = join(folder, `.model.onnx.${process.pid}.part`);
  for (const name of [`.model.onnx.${DEAD}.part`, '.model.onnx.data.part']) mkdirSync(join(folder, name));
  await withPartFolder(own, undefined, async () => mkdirSync(own));
  expect(readdirSync(folder).sort()).toEqual(['.model.onnx.data.part']);
});

test('everything that one dead process left in a folder goes', async () => {
  writeFileSync(join(folder, `model.gguf.${DEAD}.part`), '');
  writeFileSync(join(folder, 'model.gguf'), '');
  await removePartsOf(DEAD, folder);
  expect(readdirSync(folder).sort()).toEqual(['.model.onnx.data.part', 'model.gguf']);
});
