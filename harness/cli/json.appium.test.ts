import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandNames } from './command-names.fixture.ts';
import { documents } from './documents.ts';
import { heatsoakIn } from './heatsoak.fixture.ts';
import { inOrder, isOfALab, jsonCases, type Workplace, workplace } from './json-cases.fixture.ts';
import { program } from './program.ts';

/** Real runs and real engines, on a machine that may be busy. */
const LIMIT_MS = 480_000;
const names = commandNames(await program());

let place: Workplace;
beforeAll(async () => {
  place = await workplace();
}, LIMIT_MS);
afterAll(() => place.remove());

const heatsoak = (command: string, ...args: readonly string[]) =>
  heatsoakIn(place.folder, jsonCases[command]?.hub ? place.hub : {}, LIMIT_MS)(
    ...command.split(' '),
    ...args,
    '--json',
  );

/** A host without a compiler cannot build llama-bench, one without DuckDB answers no query: that is said as an error, and as a document. */
const mayFail: Readonly<Record<string, string>> = {
  'calibrate reference': 'COMPILER_MISSING',
  query: 'QUERY_ENGINE_MISSING',
};

test('every command of the program has a case here and a schema', () => {
  expect(Object.keys(jsonCases).sort()).toEqual(names.filter((name) => !isOfALab(name)));
  expect(
    Object.keys(documents)
      .filter((name) => name !== 'error')
      .sort(),
  ).toEqual(names);
});

describe('with --json stdout is one document that its schema knows', () => {
  test.each(inOrder(Object.keys(jsonCases)))('%s', { timeout: LIMIT_MS }, async (command) => {
    const { stdout, stderr, exitCode } = await heatsoak(command, ...(jsonCases[command]?.args(place) ?? []));
    const printed = parsed(stdout, stderr);
    const code = (printed as { error?: { code?: string } }).error?.code;
    const isFailure = code !== undefined && code === mayFail[command];
    expect(await problemsOf(isFailure ? 'error' : command, printed), stderr).toEqual([]);
    expect(exitCode, stderr).toBeLessThanOrEqual(isFailure ? 6 : 4);
  });
});

describe('with --json an error is one document, too', () => {
  test.each(names)('%s', async (command) => {
    const { stdout, stderr, exitCode } = await heatsoak(command, '--no-such-option');
    const printed = parsed(stdout, stderr);
    expect(await problemsOf('error', printed)).toEqual([]);
    expect(printed).toMatchObject({ error: { code: 'USAGE' } });
    expect(exitCode).toBe(2);
  });
});

function parsed(stdout: string, stderr: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch (error) {
    throw new Error(
      `stdout is no document: ${String(error)}\n${stdout.slice(0, 500)}\n${stderr.slice(-500)}`,
    );
  }
}

async function problemsOf(command: string, document: unknown): Promise<unknown[]> {
  const file = `schemas/cli-${command.replaceAll(' ', '-')}.schema.json`;
  const schema = JSON.parse(await readFile(file, 'utf8')) as object;
  const validate = new Ajv2020({
    strict: false,
    formats: { date: true, 'date-time': true, uri: true },
  }).compile(schema);
  validate(document);
  return validate.errors ?? [];
}
