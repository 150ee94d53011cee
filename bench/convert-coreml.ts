import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conversionDocument } from '../harness/model/conversion.ts';
import { inspectPackage } from '../harness/model/coreml/inspect-package.ts';
import { writeSynthetic } from '../harness/model/synthesise.ts';

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: string;
  readonly met: boolean;
}

const MOST_SECONDS = 90;
const MOST_MIB = 500;
const MIB = 2 ** 20;

/**
 * A model of full size to a Core ML package, by the command line in a process of its own, whose memory is then the
 * converter's alone. `folder` takes the package and needs 3 GB.
 */
export async function convertCoreMlRows(model: string, folder: string): Promise<Row[]> {
  const target = join(folder, 'bench.mlpackage');
  const main = fileURLToPath(new URL('../harness/cli/main.ts', import.meta.url));
  const args = [
    '--import',
    import.meta.resolve('tsx'),
    main,
    'model',
    'convert',
    model,
    target,
    '--json',
    '--force',
  ];
  const stdout = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 64 * MIB,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const {
    durationMs,
    peakMemoryBytes,
    target: written,
    tensors,
  } = conversionDocument.parse(JSON.parse(stdout));
  const startedMs = performance.now();
  const { problems } = await inspectPackage(target);
  const inspectMs = performance.now() - startedMs;
  const seconds = durationMs / 1000;
  const memory = peakMemoryBytes / MIB;
  const sizeGb = (await stat(join(target, 'Data/com.apple.CoreML/weights/weight.bin'))).size / 1e9;
  const row = (what: string, value: number, unit: string, goal: string, met: boolean): Row => ({
    what: `GGUF to mlpackage, ${what}`,
    value,
    unit,
    goal,
    met,
  });
  return [
    row('time with hashes and reading back', seconds, 's', `≤ ${MOST_SECONDS}`, seconds <= MOST_SECONDS),
    row('peak memory', memory, 'MiB', `≤ ${MOST_MIB}`, memory <= MOST_MIB),
    row(
      `weights of ${tensors.length} tensors`,
      sizeGb,
      'GB',
      'all of them',
      written.sizeBytes > sizeGb * 1e9,
    ),
    row('inspected', inspectMs, 'ms', 'no problems', problems.length === 0),
  ];
}

/** `npm run bench:coreml [model.gguf]`: without a model the synthetic one of full size is made first. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-bench-coreml-'));
  try {
    const given = process.argv[2];
    const model = given ? resolve(given) : join(folder, 'mini.gguf');
    if (!existsSync(model))
      await writeSynthetic({ preset: 'mini', type: 'Q4_K_M', seed: 1 }, model, dirname(model));
    for (const { what, value, unit, goal, met } of await convertCoreMlRows(model, folder))
      process.stdout.write(`${met ? '✓' : '✕'} ${what}: ${value.toPrecision(4)} ${unit} (goal ${goal})\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
