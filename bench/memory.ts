import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { textOf } from '../models/gguf/metadata.ts';
import { isSized, shapeOf } from '../models/inspect/shape.ts';
import type { MemorySettings } from '../models/memory/cache-bytes.ts';
import { everySetting, otherHeaders, otherSettings } from '../models/memory/compared-settings.fixture.ts';
import { decoderFacts } from '../models/memory/decoder-facts.ts';
import { type Header, headers, metadataOf } from '../models/memory/headers.fixture.ts';
import { predictMemory } from '../models/memory/predict-memory.ts';
import { type Buffers, buffersOf, buildJudge } from './llama-buffers.ts';

/**
 * `npm run bench:memory`: the forecast against the buffers that llama.cpp reports, over all headers, contexts and attention modes; exit
 * code 1 when one is off by more than 2 %. `--write` records the buffers for the tests.
 */
const MOST = 0.02;
const RECORD = fileURLToPath(new URL('../models/memory/llama-buffers.json', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'heatsoak-memory-'));
const recorded: Record<string, (Buffers | null)[]> = {};
let worst = 0;
try {
  const program = await buildJudge(folder);
  process.stdout.write(`error of charged memory, %; ${everySetting.map(columnOf).join(', ')}\n`);
  for (const header of headers) await compare(program, header, everySetting);
  process.stdout.write(`\nother caches, sequences and batches: ${otherSettings.map(columnOf).join(', ')}\n`);
  for (const header of headers.filter(({ name }) => otherHeaders.includes(name)))
    await compare(program, header, otherSettings);
} finally {
  await rm(folder, { recursive: true });
}
process.stdout.write(`\nlargest error ${(100 * worst).toFixed(3)} % (most allowed: ${100 * MOST} %)\n`);
if (process.argv.includes('--write')) await writeFile(RECORD, `${JSON.stringify(recorded)}\n`);
process.exitCode = worst > MOST ? 1 : 0;

async function compare(program: string, header: Header, settings: readonly MemorySettings[]): Promise<void> {
  const buffers = await buffersOf(program, header, settings, folder);
  recorded[header.name] = [...(recorded[header.name] ?? []), ...buffers];
  const errors = settings.map((each, index) => errorOf(header, each, buffers[index] ?? null));
  worst = Math.max(worst, ...errors.map((error) => Math.abs(error ?? 0)));
  const cells = errors.map((error) => (error === null ? 'refused' : (100 * error).toFixed(3)).padStart(8));
  process.stdout.write(`${header.name.padEnd(16)}${cells.join('')}\n`);
}

function errorOf(header: Header, settings: MemorySettings, buffers: Buffers | null): number | null {
  if (!buffers) return null;
  const metadata = metadataOf(header);
  const architecture = textOf(metadata, 'general.architecture') ?? '';
  const shape = shapeOf(metadata, architecture);
  if (!shape || !isSized(shape)) throw new Error(`${header.name} has no shape`);
  const { chargedBytes } = predictMemory(decoderFacts(metadata, architecture, shape), 0, settings);
  return chargedBytes / 2 ** 20 / buffers.reduce((sum, each) => sum + each, 0) - 1;
}

function columnOf(settings: MemorySettings): string {
  const { context, keyValueType, valueType, flashAttention, sequences, unified, batch } = settings;
  const cache = keyValueType === 'f16' && !valueType ? '' : ` ${keyValueType}/${valueType ?? keyValueType}`;
  const many = sequences ? ` ${sequences} ${unified === false ? 'apart' : 'together'}` : '';
  return `${context}${flashAttention ? ' flash' : ''}${cache}${many}${batch ? ` batch ${batch}` : ''}`;
}
