import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { equalPrefix } from '../../harness/statistics/compare-rows.ts';
import { openScoredModel } from '../../models/commands/open-scored-model.ts';
import { openScoredPackage } from '../../models/commands/open-scored-package.ts';
import { readGguf } from '../../models/gguf/read-gguf.ts';
import { promptRulesOf } from '../../models/prompts/read-prompt-rules.ts';
import { renderChats } from '../../models/prompts/render-chats.ts';
import { endIdsOf } from '../../models/tokenizer/end-ids.ts';
import { writeTwin } from '../../models/verify/twin.ts';
import type { ScoredModel } from '../../models/verify/verify-models.ts';
import { heatsoakModel } from '../heatsoak-model.ts';

const COUNT = 24;
const CONTEXT = 512;
/** SmolLM2's twin ends none of these answers within so many tokens, which onnxruntime-genai would not go beyond. */
const PROMPTS = [
  'What is the capital of France, and what is it known for?',
  'Write a function that adds 12 and 30.',
  'Wie heißt der höchste Berg der Alpen?',
  'List three fruits.',
  'Who wrote Hamlet, and when?',
  'Explain how a bicycle stays upright.',
  'Why is the sky blue?',
  'Give me a short poem about rain.',
];

/**
 * A real model to ONNX and to Core ML in `folder`, one command each, with their checks; then the first ids of eight answers by
 * llama.cpp on the twin, and how many of them each runtime gives too.
 * @param python one that has onnxruntime and onnxruntime-genai; without it they are left out
 * @returns whether all of them are the same everywhere
 */
export async function compareGreedyIds(
  model: string,
  folder: string,
  python: string | null,
  say: (line: string) => void,
): Promise<boolean> {
  const graph = join(folder, 'onnx', 'model.onnx');
  const bundle = join(folder, 'coreml', 'model.mlpackage');
  for (const target of [graph, bundle]) {
    await mkdir(dirname(target), { recursive: true });
    say((await heatsoakModel('convert', model, target, '--ctx', String(CONTEXT))).trimEnd());
  }
  const twin = join(folder, 'twin.gguf');
  await writeTwin(model, twin);
  const rules = await promptRulesOf(model);
  const texts = rules.template === null ? PROMPTS : await renderChats(rules, PROMPTS, model);
  const ends = endIdsOf((await readGguf(model)).metadata);
  const reference = await openScoredModel(twin, CONTEXT, 1);
  const prompts = texts.map((text) => reference.tokenize(text, rules.addBos));
  const expected = await answers(reference, prompts);
  let areEqual = true;
  const report = (name: string, found: readonly number[][], wanted: readonly number[][] = expected): void => {
    const equal = wanted.map((ids, i) => equalPrefix(ids, found[i] ?? []));
    say(`${name}: ${equal.map((count, i) => `${count}/${wanted[i]?.length}`).join(' ')}`);
    areEqual &&= equal.every((count, i) => count === wanted[i]?.length);
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
      // It stops where an answer ends; the others are asked for what would follow, too.
      expected.map((ids) => upToEnd(ids, ends)),
    );
  }
  const run = { rounding: 'none', layers: 0, kept: [] } as const;
  report('the interpreter', await answers(await openScoredPackage(bundle, model, CONTEXT, run), prompts));
  return areEqual;
}

/** With the id that ends it. */
function upToEnd(ids: readonly number[], ends: readonly number[]): number[] {
  const at = ids.findIndex((id) => ends.includes(id));
  return ids.slice(0, at < 0 ? ids.length : at + 1);
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
