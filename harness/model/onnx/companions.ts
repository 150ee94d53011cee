import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HeatsoakError } from '../../protocol/error.ts';

export const TOKENIZER = 'tokenizer.json';
export const TOKENIZER_CONFIG = 'tokenizer_config.json';
/** onnxruntime-genai looks for just this name. */
export const GENAI_CONFIG = 'genai_config.json';

/** The files of a converted model, the graph first. */
export const companionNames = (graph: string): string[] => [
  graph,
  `${graph}.data`,
  TOKENIZER,
  TOKENIZER_CONFIG,
  GENAI_CONFIG,
];

/**
 * A folder holds one model, since the names beside the graph are fixed.
 * @throws HeatsoakError `TARGET_NAME`, `TARGET_EXISTS`, or `FOLDER_TAKEN` by another model
 */
export async function refuseTakenFolder(target: string, force: boolean): Promise<void> {
  const name = basename(target);
  if (!name.endsWith('.onnx') || name === '.onnx')
    throw new HeatsoakError('TARGET_NAME', `an ONNX model must end in .onnx: ${target}`, { where: target });
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  if (isThere && !force)
    throw new HeatsoakError('TARGET_EXISTS', `${target} exists already`, {
      where: target,
      hint: '--force replaces it',
    });
  const config = join(dirname(target), GENAI_CONFIG);
  const other = await readFile(config, 'utf8').then(graphIn, () => null);
  if (other === null || other === name) return;
  throw new HeatsoakError(
    'FOLDER_TAKEN',
    `${dirname(target)} holds the model ${other} with its tokenizer already`,
    {
      where: config,
      hint: `give each model a folder of its own, such as ${join(dirname(target), name.slice(0, -5), name)}`,
    },
  );
}

function graphIn(text: string): string {
  try {
    const config = JSON.parse(text) as { model?: { decoder?: { filename?: unknown } } };
    return String(config.model?.decoder?.filename ?? 'of unknown name');
  } catch {
    return 'of unknown name';
  }
}
