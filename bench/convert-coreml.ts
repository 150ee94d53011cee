import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { conversionDocument } from '../models/conversion.ts';
import { inspectPackage } from '../models/coreml/inspect-package.ts';
import { heatsoakModel } from './heatsoak-model.ts';
import { MIB, type ModelRow } from './model-row.ts';

/**
 * A GGUF model of full size to a Core ML package, by the command line in a process of its own, whose memory is then the
 * converter's alone. `folder` needs 3 GB for a while.
 */
export async function convertToCoreMlRows(model: string, folder: string): Promise<ModelRow[]> {
  const target = join(folder, 'bench.mlpackage');
  try {
    const printed = await heatsoakModel('convert', model, target, '--json', '--force');
    const { durationMs, peakMemoryBytes } = conversionDocument.parse(JSON.parse(printed));
    const { problems } = await inspectPackage(target);
    return [
      {
        what: 'model convert to .mlpackage, read back and compared',
        value: durationMs / 1000,
        unit: 's',
        goal: 90,
      },
      { what: 'its peak memory', value: peakMemoryBytes / MIB, unit: 'MiB', goal: 500 },
      { what: 'problems found in the package', value: problems.length, unit: '', goal: 0 },
    ];
  } finally {
    await rm(target, { recursive: true, force: true });
    await rm(`${target}.conversion.json`, { force: true });
  }
}
