import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suiteFile } from '../../experiment/suite.ts';
import { engineSettings } from '../../protocol/plan-file.ts';
import { buildFixture } from '../manifest.fixture.ts';
import { readSuite } from './read-suite.ts';
import { refuseTooLong } from './refuse-too-long.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-too-long-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = { sha256: '0'.repeat(64), sizeBytes: 1 };
const build = (engine: object, path = 'm.gguf') => ({
  ...buildFixture({ ...file, name: 'a' }, { ...file, path }),
  engine: engineSettings.parse(engine),
});

test('a suite whose seeded prompts do not fit the context is refused before it reaches a phone', async () => {
  const quick = await readSuite('quick');
  await expect(refuseTooLong([build({ contextTokens: 512 })], [quick])).rejects.toMatchObject({
    code: 'PROMPT_TOO_LONG',
    where: 'quick/pp512-tg16',
    hint: expect.stringContaining('contextTokens'),
  });
  await expect(refuseTooLong([build({ contextTokens: 528 })], [quick])).resolves.toBeUndefined();
});

test('a graph has the places that it was converted with, whatever is asked for', async () => {
  await writeFile(join(folder, 'genai_config.json'), JSON.stringify({ model: { context_length: 512 } }));
  const short = build({ name: 'onnxruntime' }, join(folder, 'm.onnx'));
  await expect(refuseTooLong([short], [await readSuite('quick')])).rejects.toThrow('a context of 512');
  const unknown = build({ name: 'onnxruntime' }, join(folder, 'elsewhere', 'm.onnx'));
  await expect(refuseTooLong([unknown], [await readSuite('quick')])).resolves.toBeUndefined();
});

test('how long a question is knows its model alone: it is not refused here', async () => {
  const cases = [{ id: 'q', prompt: { kind: 'chat', text: 'x'.repeat(9000) }, generateTokens: 2 }];
  const suite = suiteFile.parse({ id: 's', title: 's', kind: 'burst', cases });
  await expect(refuseTooLong([build({ contextTokens: 64 })], [suite])).resolves.toBeUndefined();
});
