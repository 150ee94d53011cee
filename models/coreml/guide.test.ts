import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { llamaScores, topOf } from '../llama-scores.fixture.ts';
import { synthesisePhi3 } from '../synthesise.ts';
import { convertToCoreMl } from './convert-to-coreml.ts';
import { openDecoder } from './interpret/decoder-runner.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-guide-'));
});
afterAll(() => rm(folder, { recursive: true }));

const PROMPT = [1, 300, 400, 20, 99];
const TOKENS = 24;

test('the tokens that the guide for a Mac promises are what llama.cpp and our interpreter say', async () => {
  const source = join(folder, 'nano.gguf');
  const target = join(folder, 'nano.mlpackage');
  await synthesisePhi3({ preset: 'nano', type: 'Q4_0', seed: 1 }, source, folder);
  const options = {
    contextTokens: 128,
    prefillTokens: 16,
    offsets: 'float',
    force: false,
    verify: null,
  } as const;
  await convertToCoreMl(source, target, options);
  const decoder = await openDecoder(target, 'half');
  const tokens = [topOf(decoder.prefill(PROMPT))];
  while (tokens.length < TOKENS) tokens.push(topOf(decoder.decode(tokens.at(-1) ?? 0)));
  expect(await readFile('docs/guides/core-ml-on-a-mac.md', 'utf8')).toContain(`\n${tokens.join(' ')}\n`);
  // Against the quantised source itself, whose arithmetic is not ours, and not only against a twin.
  expect((await llamaScores(source, PROMPT, TOKENS, 128)).greedy).toEqual(tokens);
});
