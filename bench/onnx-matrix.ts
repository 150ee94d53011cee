import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openScoredModel } from '../models/commands/open-scored-model.ts';
import { convertToOnnx } from '../models/onnx/convert-to-onnx.ts';
import { quantiseModel } from '../models/quantise/quantise-model.ts';
import { synthesisePhi3 } from '../models/synthesise.ts';
import { SAMPLE_TEXT } from '../models/verify/sample-text.ts';
import { type GateName, percent, type Verification } from '../models/verify/verification.ts';
import { VERIFY_CONTEXT_TOKENS, verifyModels } from '../models/verify/verify-models.ts';
import { verifyPrompts } from '../models/verify/verify-prompts.ts';

/**
 * `npm run eval:onnx [preset …]`: every type of a small model, converted, against llama.cpp on its twin in single precision
 * (the strict gate) and on itself (the loose one). Exit code 1 when one is not kept; Q5_K has no exact form and need not be strict.
 */
const presets = process.argv.length > 2 ? process.argv.slice(2) : ['nano', 'tiny'];
const types = ['F32', 'F16', 'Q8_0', 'Q4_0', 'Q4_K', 'Q6_K', 'Q5_K', 'Q4_K_M'] as const;
const INEXACT: readonly string[] = ['Q5_K', 'Q4_K_M'];

const folder = await mkdtemp(join(tmpdir(), 'heatsoak-onnx-matrix-'));
try {
  for (const preset of presets) for (const type of types) await row(preset as 'nano' | 'tiny', type);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function row(preset: 'nano' | 'tiny', type: (typeof types)[number]): Promise<void> {
  const [source, twin] = [join(folder, 'source.gguf'), join(folder, 'twin.gguf')];
  const target = join(folder, 'onnx', 'model.onnx');
  await synthesisePhi3({ preset, type, seed: 1 }, source, folder);
  await rm(twin, { force: true });
  if (type === 'F32') await synthesisePhi3({ preset, type, seed: 1 }, twin, folder);
  else await quantiseModel(source, twin, 'F32');
  await convertToOnnx(source, target, { activations: 'fp32', context: null, force: true, verify: null });
  const prompts = await verifyPrompts(source);
  const against = (path: string, gate: GateName): Promise<Verification> =>
    verifyModels(
      () => openScoredModel(path, VERIFY_CONTEXT_TOKENS, 1),
      () => openScoredModel(target, VERIFY_CONTEXT_TOKENS, 1),
      { text: SAMPLE_TEXT, gate, prompts },
    );
  const strict = await against(twin, INEXACT.includes(type) ? 'loose' : 'strict');
  const loose = await against(source, 'loose');
  for (const { gate } of [strict, loose]) if (!gate.passed) process.exitCode = 1;
  process.stdout.write(`${preset} ${type}\ttwin ${summaryOf(strict)}\titself ${summaryOf(loose)}\n`);
}

function summaryOf({ gate, maxAbsError, cosine, topOneShare, greedyPrefix }: Verification): string {
  const { equal, of } = greedyPrefix;
  return `${gate.passed ? '✓' : '✕'} ${gate.name} max ${maxAbsError?.toExponential(1)} cos ${cosine?.toFixed(6)} top-1 ${percent(topOneShare)} greedy ${equal}/${of}`;
}
