import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { conversionDocument } from '../harness/model/conversion.ts';
import { inspectPackage } from '../harness/model/coreml/inspect-package.ts';

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
}

const MIB = 2 ** 20;

/**
 * A GGUF model of full size to a Core ML package, by the command line in a process of its own, whose memory is then the
 * converter's alone. `folder` needs 3 GB for a while.
 */
export async function convertToCoreMlRows(model: string, folder: string): Promise<Row[]> {
  const target = join(folder, 'bench.mlpackage');
  const main = new URL('../harness/cli/main.ts', import.meta.url).pathname;
  const args = ['model', 'convert', model, target, '--json', '--force'];
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), main, ...args],
      { maxBuffer: 64 * MIB },
    );
    const { durationMs, peakMemoryBytes } = conversionDocument.parse(JSON.parse(stdout));
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
