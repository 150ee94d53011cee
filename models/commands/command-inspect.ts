import { stat } from 'node:fs/promises';
import { Command, Option } from '@commander-js/extra-typings';
import { readDevices } from '../../harness/app/plan/read-devices.ts';
import { fileProblem } from '../../harness/errors/file-problem.ts';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { collect, wholeNumber } from '../../harness/terminal/option-values.ts';
import { openTerminal } from '../../harness/terminal/terminal.ts';
import { isQuantised, type KeyValueType, keyValueTypes, type MemorySettings } from '../memory/cache-bytes.ts';
import { openModel } from '../open-model.ts';
import { TELLING_BYTES } from '../what-bytes-are.ts';
import { inspectorFor } from './inspectors.ts';
import { phoneMemories } from './phone-memory.ts';

export const inspectCommand = () =>
  new Command('inspect')
    .argument('<file>', 'the model')
    .option('--device <id>', 'phone of devices.json, or a profile such as "A17 Pro" (default: all)', collect)
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)')
    .option('--ctx <n>', 'tokens of context (default: what the model allows, at most 4096)', wholeNumber(1))
    .addOption(keyValueOption())
    .addOption(valueOption())
    .option('--flash-attention', 'as the build runs it', false)
    .option('--sequences <n>', 'sequences computed side by side (default: 1)', wholeNumber(1))
    .option('--separate-caches', 'each sequence has a cache of its own', false)
    .option('--batch <n>', 'tokens computed at once (default: 512)', wholeNumber(1))
    .option('--no-hash', 'leave out the SHA-256, which reads the whole file')
    .addHelpText('after', '\nExample:\n  $ heatsoak model inspect phi3.gguf --ctx 2048 --device "A17 Pro"\n')
    .action(async (path, options) => {
      const terminal = openTerminal();
      const memory = memorySettings(options);
      const inspector = await inspectorFor(path, await startOf(path));
      const { devices } = await readDevices(options.devices);
      const { lines, document } = await inspector.inspect(path, {
        hash: options.hash,
        phones: phoneMemories(devices, options.device),
        context: options.ctx ?? null,
        memory,
      });
      for (const line of lines) terminal.say(line);
      terminal.document(document);
    });

function keyValueOption() {
  const types = Object.keys(keyValueTypes) as KeyValueType[];
  return new Option('--kv <type>', 'type of the key-value cache')
    .choices(types)
    .default('f16' as KeyValueType);
}

function valueOption() {
  const types = Object.keys(keyValueTypes) as KeyValueType[];
  return new Option('--kv-values <type>', 'type of the values in the cache (default: as --kv)').choices(
    types,
  );
}

interface MemoryOptions {
  readonly kv: KeyValueType;
  readonly kvValues?: KeyValueType | undefined;
  readonly flashAttention: boolean;
  readonly sequences?: number | undefined;
  readonly separateCaches: boolean;
  readonly batch?: number | undefined;
}

/** @throws HeatsoakError `USAGE` for values in few bits without flash attention, which llama.cpp refuses */
function memorySettings(options: MemoryOptions): Omit<MemorySettings, 'context'> {
  const values = options.kvValues ?? options.kv;
  if (isQuantised(values) && !options.flashAttention)
    throw new HeatsoakError('USAGE', `llama.cpp keeps its cache in ${values} only with flash attention`, {
      hint: 'add --flash-attention',
    });
  return {
    keyValueType: options.kv,
    ...(options.kvValues && options.kvValues !== options.kv ? { valueType: options.kvValues } : {}),
    flashAttention: options.flashAttention,
    ...(options.sequences === undefined ? {} : { sequences: options.sequences }),
    ...(options.separateCaches ? { unified: false } : {}),
    ...(options.batch === undefined ? {} : { batch: options.batch }),
  };
}

/** The first bytes of a file; null of a folder. @throws HeatsoakError `MODEL_MISSING` */
async function startOf(path: string): Promise<Buffer | null> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new HeatsoakError('MODEL_MISSING', `${path} does not exist`, { where: path, cause });
  });
  if (found.isDirectory()) return null;
  const file = await openModel(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TELLING_BYTES), 0, TELLING_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw new HeatsoakError('MODEL_MISSING', `${path} cannot be read: ${fileProblem(cause)}`, {
      where: path,
      cause,
    });
  } finally {
    await file.close();
  }
}
