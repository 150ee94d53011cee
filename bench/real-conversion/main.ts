import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { damagedTypes, tryDamages } from './damage.ts';
import { compareGreedyIds } from './greedy.ts';

/**
 * `npm run eval:conversion MODEL.gguf [python] [-- --part greedy|damage] [--format ONNX|"Core ML"] [--type Q4_0] [--layers N]`: whether conversions of a
 * real model give the ids of its twin in every runtime, and whether their check takes sound ones and refuses damaged ones.
 */
const { values, positionals } = parseArgs({
  options: {
    part: { type: 'string', default: 'greedy damage' },
    layers: { type: 'string' },
    type: { type: 'string', multiple: true, default: [...damagedTypes] },
    format: { type: 'string', multiple: true, default: ['ONNX', 'Core ML'] },
  },
  allowPositionals: true,
});
const [model = '', python = null] = positionals;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const parts: Readonly<Record<string, (folder: string) => Promise<boolean>>> = {
  greedy: (folder) => compareGreedyIds(model, folder, python, say),
  damage: (folder) =>
    tryDamages(
      model,
      folder,
      { formats: values.format, types: values.type, layers: values.layers ? Number(values.layers) : null },
      say,
    ),
};

const folder = await mkdtemp(join(tmpdir(), 'heatsoak-real-'));
try {
  for (const [name, run] of Object.entries(parts))
    if (values.part.includes(name) && !(await run(folder))) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
