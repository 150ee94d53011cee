import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertToCoreMlRows } from './convert-coreml.ts';
import { convertToOnnxRows } from './convert-onnx.ts';
import { heatsoakModel } from './heatsoak-model.ts';
import { inspectRows } from './inspect.ts';
import type { ModelRow } from './model-row.ts';
import { quantiseRows } from './quantise.ts';

/** `npm run bench:models [folder]`: models of full size, 2.4 GB each, in that folder or one that is removed afterwards. */
const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), 'heatsoak-models-')));

try {
  const model = join(folder, 'mini-Q4_K_M.gguf');
  const rows: ModelRow[] = [
    await synthesise(model),
    ...(await inspectRows(model, folder)),
    ...(await convertToCoreMlRows(model, folder)),
    ...(await convertToOnnxRows(model, folder)),
    ...(await quantiseRows(model, folder)),
  ];
  for (const { what, value, unit, goal } of rows) {
    const isMet = value <= goal;
    process.stdout.write(`${isMet ? '✓' : '✕'} ${what}: ${value.toFixed(0)} ${unit} (goal ≤ ${goal})\n`);
    if (!isMet) process.exitCode = 1;
  }
} finally {
  if (!process.argv[2]) await rm(folder, { recursive: true, force: true });
}

/** In a process of its own, as a user runs it; the hash of the result is part of it. */
async function synthesise(model: string): Promise<ModelRow> {
  const startedAt = performance.now();
  await heatsoakModel('synth', 'mini', '--type', 'Q4_K_M', '--out', model);
  const seconds = (performance.now() - startedAt) / 1000;
  return { what: 'model synth mini --type Q4_K_M', value: seconds, unit: 's', goal: 60 };
}
