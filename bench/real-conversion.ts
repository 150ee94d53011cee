import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equalPrefix } from '../harness/statistics/compare-rows.ts';
import { openScoredModel } from '../models/commands/open-scored-model.ts';
import { openScoredPackage } from '../models/commands/open-scored-package.ts';
import { promptRulesOf } from '../models/prompts/read-prompt-rules.ts';
import { renderChats } from '../models/prompts/render-chats.ts';
import { writeTwin } from '../models/verify/twin.ts';
import type { ScoredModel } from '../models/verify/verify-models.ts';
import { heatsoakModel } from './heatsoak-model.ts';

/**
 * `npm run eval:conversion MODEL.gguf [python]`: a real model to ONNX and to Core ML, one command each, with their checks;
 * then the first ids of eight answers by llama.cpp on the twin, and how many of them each runtime gives too. The Python has
 * onnxruntime and onnxruntime-genai.
 */
const [model = '', python = null] = process.argv.slice(2);
const COUNT = 24;
const CONTEXT = 512;
const PROMPTS = [
  'What is the capital of France?',
  'Write a function that adds 12 and 30.',
  'Wie heißt der höchste Berg der Alpen?',
  'List three fruits.',
  'Who wrote Hamlet, and when?',
  'Translate "good morning" into Spanish.',
  'Why is the sky blue?',
  'Give me a short poem about rain.',
];

const folder = await mkdtemp(join(tmpdir(), 'heatsoak-real-'));
try {
  const graph = join(folder, 'onnx', 'model.onnx');
  const bundle = join(folder, 'coreml', 'model.mlpackage');
  await mkdir(join(folder, 'coreml'), { recursive: true });
  for (const target of [graph, bundle])
    process.stdout.write(await heatsoakModel('convert', model, target, '--ctx', String(CONTEXT)));
  const twin = join(folder, 'twin.gguf');
  await writeTwin(model, twin);
  const rules = await promptRulesOf(model);
  const texts = rules.template === null ? PROMPTS : await renderChats(rules, PROMPTS, model);
  const reference = await openScoredModel(twin, CONTEXT, 1);
  const prompts = texts.map((text) => reference.tokenize(text, rules.addBos));
  const expected = await answers(reference, prompts);
  const report = (name: string, found: readonly number[][]): void => {
    const equal = expected.map((ids, i) => equalPrefix(ids, found[i] ?? []));
    process.stdout.write(`${name}: ${equal.join(' ')} of ${COUNT}\n`);
    if (equal.some((count) => count < COUNT)) process.exitCode = 1;
  };
  report('onnxruntime for Node', await answers(await openScoredModel(graph, CONTEXT, 1), prompts));
  if (python !== null) {
    const both = byPython(python, join(folder, 'onnx'), prompts);
    report(
      'onnxruntime for Python',
      both.map(([one = []]) => one),
    );
    report(
      'onnxruntime-genai',
      both.map(([, other = []]) => other),
    );
  }
  const run = { rounding: 'none', layers: 0, kept: [] } as const;
  report('the interpreter', await answers(await openScoredPackage(bundle, model, CONTEXT, run), prompts));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function answers(from: ScoredModel, prompts: readonly number[][]): Promise<number[][]> {
  const found: number[][] = [];
  for (const prompt of prompts) {
    await from.clear();
    const ids: number[] = [];
    for await (const id of from.generate(prompt, COUNT)) ids.push(id);
    found.push(ids);
  }
  await from.close();
  return found;
}

function byPython(path: string, home: string, prompts: readonly number[][]): number[][][] {
  const input = prompts.map((ids) => `${JSON.stringify(ids)}\n`).join('');
  const script = new URL('./greedy_onnx.py', import.meta.url).pathname;
  const printed = execFileSync(path, [script, home, String(COUNT)], { input, encoding: 'utf8' });
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
