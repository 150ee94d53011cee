import type { z } from 'zod';
import { fileProblem } from '../errors/file-problem.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { jsonProblem } from '../errors/json-problem.ts';
import { schemaProblem } from '../errors/schema-problem.ts';
import { readUserText } from './read-user-file.ts';

/**
 * Reads and validates one of the user's JSON files.
 * @throws HeatsoakError `FILE_MISSING`, `FILE_NOT_REGULAR`, `FILE_TOO_LARGE`, `JSON_BROKEN` or `FILE_INVALID`, with file and JSON path
 */
export async function readJson<T extends z.ZodType>(
  path: string,
  schema: T,
  what: string,
): Promise<z.output<T>> {
  const text = await readUserText(path).catch((cause) => {
    if (cause instanceof HeatsoakError) throw cause;
    throw new HeatsoakError('FILE_MISSING', `cannot read ${what} ${path}: ${fileProblem(cause)}`, {
      where: path,
      hint: 'check the path, or name another file',
      cause,
    });
  });
  const parsed = parseJson(text, path, what);
  const result = schema.safeParse(parsed);
  if (result.success) return result.data;
  throw new HeatsoakError('FILE_INVALID', `${what} ${path}: ${schemaProblem(result.error, schema)}`, {
    where: path,
    hint: 'the JSON Schemas in the schemas folder list every key; name one in "$schema" and an editor shows it',
  });
}

function parseJson(text: string, path: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HeatsoakError('JSON_BROKEN', `${what} ${path} is not JSON: ${jsonProblem(text, cause)}`, {
      where: path,
      hint: 'look for a missing comma, quote or bracket there or just before',
      cause,
    });
  }
}
