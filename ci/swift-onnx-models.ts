import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEngine } from '../harness/agent/engines/open-engine.ts';
import { engineSettings } from '../harness/protocol/plan-file.ts';
import { type ActivationsChoice, convertToOnnx } from '../models/onnx/convert-to-onnx.ts';

/**
 * `swift-onnx-models.ts <model.gguf> <folder>`: converts a model twice, and writes down what the TypeScript agent's engine says for
 * each of the two: HeatsoakONNX runs on the same library, so it must say the same.
 */
const [source = '', folder = ''] = process.argv.slice(2);

/** Longer than a batch, so that it is read in parts. */
const PROMPT = Array.from({ length: 40 }, (_, i) => 3 + ((i * 37) % 400));
const COUNT = 24;
/** Words, marks of turns, characters that no piece writes, and one text in Unicode's two forms. */
const TEXTS = [
  'Hello world!',
  ' two  spaces ',
  '<|user|>\nHow are you?<|end|>\n<|assistant|>\n',
  '<s> beginning',
  'naïve café, cafe\u0301, 東京 🦙',
  'line\none\ttab',
  '',
];
const settings = engineSettings.parse({
  name: 'onnxruntime',
  backend: 'cpu',
  contextTokens: 128,
  batchTokens: 16,
});

async function expected(model: string) {
  const engine = await openEngine(settings);
  const loaded = await engine.load(model, settings);
  const greedy: number[] = [];
  for await (const id of loaded.generate(PROMPT, COUNT)) greedy.push(id);
  const rows = (await loaded.score?.([...PROMPT, ...greedy])) ?? [];
  const texts = TEXTS.map((text) => ({ text, ids: loaded.tokenize(text, true) }));
  await loaded.close();
  await engine.close();
  // Of each place: how probable the greedy choice is.
  return {
    version: engine.version,
    prompt: PROMPT,
    greedy,
    best: rows.map((row) => Math.max(...row)),
    texts,
  };
}

for (const activations of ['fp32', 'fp16'] satisfies ActivationsChoice[]) {
  const model = join(folder, activations, 'nano.onnx');
  const answers = join(folder, activations, 'expected.json');
  if (existsSync(answers)) continue;
  await convertToOnnx(source, model, { activations, context: null, force: true, verify: null });
  await writeFile(answers, JSON.stringify(await expected(model)));
}
