import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { readUserText } from '../../harness/files/read-user-file.ts';

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
 * A folder holds one model, since the names beside the graph are fixed. Files of those names that no model of ours explains,
 * such as a checkout's own tokenizer, are somebody's.
 * @throws HeatsoakError `TARGET_NAME`, `TARGET_EXISTS`, or `FOLDER_TAKEN` by another model
 */
export async function refuseTakenFolder(target: string, force: boolean): Promise<void> {
  const name = basename(target);
  if (!name.endsWith('.onnx') || name === '.onnx')
    throw new HeatsoakError('TARGET_NAME', `an ONNX model must end in .onnx: ${target}`, { where: target });
  if (!force && (await exists(target))) throw taken(target);
  const config = join(dirname(target), GENAI_CONFIG);
  const other = await readUserText(config).then(
    (text) => graphNamedIn(text) ?? 'of unknown name',
    () => null,
  );
  if (other === name) return;
  if (other === null) {
    for (const companion of companionNames(name).map((each) => join(dirname(target), each)))
      if (!force && (await exists(companion))) throw taken(companion);
    return;
  }
  throw new HeatsoakError(
    'FOLDER_TAKEN',
    `${dirname(target)} holds the model ${other} with its tokenizer already`,
    {
      where: config,
      hint: `give each model a folder of its own, such as ${join(dirname(target), name.slice(0, -5), name)}`,
    },
  );
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const taken = (path: string): HeatsoakError =>
  new HeatsoakError('TARGET_EXISTS', `${path} exists already`, {
    where: path,
    hint: '--force replaces it; a folder of its own keeps it',
  });

/** The graph that a `genai_config.json` names; null where it names none. */
export function graphNamedIn(text: string): string | null {
  try {
    const config = JSON.parse(text) as { model?: { decoder?: { filename?: unknown } } } | null;
    const name = config?.model?.decoder?.filename;
    return typeof name === 'string' && name !== '' ? name : null;
  } catch {
    return null;
  }
}
