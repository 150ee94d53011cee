import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openEngine } from '../harness/agent/engines/open-engine.ts';
import { engineSettings } from '../harness/protocol/plan-file.ts';
import { conversionDocument } from '../models/conversion.ts';
import { heatsoakModel } from './heatsoak-model.ts';
import { MIB, type ModelRow } from './model-row.ts';

/**
 * A GGUF model of full size to ONNX, by the command line in a process of its own, whose memory is then the converter's
 * alone; afterwards the result answers here, one token, so that it is known to run. `folder` needs 4 GB for a while.
 */
export async function convertToOnnxRows(model: string, folder: string): Promise<ModelRow[]> {
  const own = join(folder, 'bench-onnx');
  const target = join(own, 'bench.onnx');
  try {
    await mkdir(own, { recursive: true });
    const printed = await heatsoakModel('convert', model, target, '--json', '--force', '--no-verify');
    const { durationMs, peakMemoryBytes, checks } = conversionDocument.parse(JSON.parse(printed));
    return [
      { what: 'model convert to .onnx, read back', value: durationMs / 1000, unit: 's', goal: 30 },
      { what: 'its peak memory', value: peakMemoryBytes / MIB, unit: 'MiB', goal: 500 },
      {
        what: 'checks it failed',
        value: checks.filter(({ outcome }) => outcome === 'failed').length,
        unit: '',
        goal: 0,
      },
      { what: 'tokens that it did not give', value: 2 - (await runs(target, 2)), unit: '', goal: 0 },
    ];
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Loads the graph, reads a prompt and decodes; how many ids came. */
async function runs(target: string, count: number): Promise<number> {
  const settings = engineSettings.parse({
    name: 'onnxruntime',
    backend: 'cpu',
    threads: 2,
    contextTokens: 64,
  });
  const engine = await openEngine(settings);
  const loaded = await engine.load(target, settings);
  let ids = 0;
  for await (const _ of loaded.generate(loaded.tokenize('Hello', true), count)) ids += 1;
  await loaded.close();
  await engine.close();
  return ids;
}
