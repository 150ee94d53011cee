import { resolve } from 'node:path';
import { fileProblem } from '../../harness/errors/file-problem.ts';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { mostBytes, readUserText } from '../../harness/files/read-user-file.ts';

/** The text of `--text`. @throws HeatsoakError `TEXT_MISSING`, `TEXT_EMPTY` */
export async function readText(path: string): Promise<string> {
  const text = await readUserText(resolve(path), mostBytes.text).catch((cause: unknown) => {
    if (cause instanceof HeatsoakError) throw cause;
    throw new HeatsoakError('TEXT_MISSING', `cannot read the text ${path}: ${fileProblem(cause)}`, {
      where: path,
      hint: 'check --text',
      cause,
    });
  });
  if (text.trim() !== '') return text;
  throw new HeatsoakError('TEXT_EMPTY', `${path} holds no text`, { where: path, hint: 'check --text' });
}
