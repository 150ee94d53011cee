import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { jsonProblem } from '../errors/json-problem.ts';
import { schemaProblem } from '../errors/schema-problem.ts';
import { type Suite, suiteFile } from './suite.ts';

/**
 * A suite from its file's text; `where` is the file's name, for messages.
 * @throws HeatsoakError `SUITE_INVALID` with JSON path and nearest valid name
 */
export function parseSuite(text: string, where: string): Suite {
  const parsed = suiteFile.safeParse(parseJson(text, where));
  if (!parsed.success) throw invalid(where, schemaProblem(parsed.error, suiteFile));
  const seen = new Set<string>();
  for (const { id } of parsed.data.cases) {
    if (seen.has(id)) throw invalid(where, `$.cases has the id "${id}" twice`);
    seen.add(id);
  }
  if (parsed.data.kind === 'soak' && parsed.data.cases.length > 1) {
    throw invalid(where, '$.cases: a soak repeats one case in equal cycles, so it has exactly one');
  }
  return parsed.data;
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(where, `is not JSON: ${jsonProblem(text, error)}`);
  }
}

const invalid = (where: string, problem: string): HeatsoakError =>
  new HeatsoakError('SUITE_INVALID', `suite ${where}: ${problem}`, {
    where,
    hint: 'see schemas/suite.schema.json; suites/quick.json is an example',
  });
