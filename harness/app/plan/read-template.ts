import { resolve } from 'node:path';
import type { GivenTemplate } from '../../../models/prompts/prompt-rules.ts';
import { fileProblem } from '../../errors/file-problem.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { readUserText } from '../../files/read-user-file.ts';

/** A chat template from its file, as `--template` names it. @throws HeatsoakError `TEMPLATE_MISSING` where there is none */
export async function readTemplate(path: string): Promise<GivenTemplate> {
  const text = await readUserText(resolve(path)).catch((cause: unknown) => {
    if (cause instanceof HeatsoakError) throw cause;
    throw new HeatsoakError('TEMPLATE_MISSING', `cannot read the template ${path}: ${fileProblem(cause)}`, {
      where: path,
      hint: 'check --template',
      cause,
    });
  });
  if (text.trim() !== '') return { text, from: path };
  throw new HeatsoakError('TEMPLATE_MISSING', `${path} holds no template`, {
    where: path,
    hint: 'check --template',
  });
}
