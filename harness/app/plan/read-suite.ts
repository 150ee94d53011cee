import { existsSync, readdirSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { jsonProblem } from '../../errors/json-problem.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import { schemaProblem } from '../../errors/schema-problem.ts';
import { type Suite, suiteFile } from '../../experiment/suite.ts';
import { packageRoot } from '../../files/package-home.ts';
import { readUserText } from '../../files/read-user-file.ts';
import { RECOVERY_CASE, WARM_UP_CASE } from '../../protocol/case-names.ts';

/** A suite by its file, or by its name here or among those that ship. @throws HeatsoakError `SUITE_UNKNOWN` */
export async function readSuite(name: string): Promise<Suite> {
  const places = name.endsWith('.json')
    ? [resolve(name)]
    : [resolve('suites', `${name}.json`), join(packageRoot, 'suites', `${name}.json`)];
  const path = places.find((place) => existsSync(place));
  if (!path) {
    throw new HeatsoakError(
      'SUITE_UNKNOWN',
      `no suite "${name}"${didYouMean(nearestName(name, shippedSuites()))}`,
      {
        where: places.join(', '),
        hint: `suites that ship with Heatsoak: ${shippedSuites().join(', ')}; or name a .json file`,
      },
    );
  }
  return parseSuite(await readUserText(path), path);
}

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
    if (id === WARM_UP_CASE || id === RECOVERY_CASE)
      throw invalid(where, `$.cases: "${id}" is the agent's own name for trials that no suite asked for`);
    seen.add(id);
  }
  const problem = problemOfKind(parsed.data);
  if (problem !== null) throw invalid(where, problem);
  return parsed.data;
}

/** What the suite has that its kind has not; null where all is well. */
function problemOfKind({ kind, cases, soakSeconds, limitSeconds, recovery }: Suite): string | null {
  if (kind === 'soak' && cases.length > 1)
    return '$.cases: a soak repeats one case in equal cycles, so it has exactly one';
  if (kind === 'conversation' && cases.length > 1)
    return '$.cases: a conversation is one case, whose turns share one context';
  const other = cases.findIndex(
    ({ prompt }) => (prompt.kind === 'conversation') !== (kind === 'conversation'),
  );
  if (other >= 0)
    return `$.cases[${other}].prompt: a prompt of kind "conversation" and a suite of kind "conversation" need each other`;
  if (kind === 'conversation' && cases.some(({ score }) => score))
    return '$.cases[0].score: probabilities are asked of a single prompt, not of a conversation';
  if (limitSeconds !== undefined && kind !== 'conversation')
    return `$.limitSeconds is the time of a conversation; a ${kind} has ${kind === 'soak' ? 'soakSeconds' : 'none'}`;
  if (kind === 'conversation' && (soakSeconds !== undefined || recovery))
    return '$: a conversation has limitSeconds, and neither soakSeconds nor recovery';
  return null;
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

/** Suites that can be named here without a path: those that ship, and those of the folder `suites`. */
export const namedSuites = (): string[] => [...new Set([...shippedSuites(), ...suitesIn(resolve('suites'))])];

const shippedSuites = (): string[] => suitesIn(join(packageRoot, 'suites'));

/** Every file of the folder is one. */
const suitesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => parse(file).name)
    : [];
