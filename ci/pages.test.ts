import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codes } from '../harness/errors/codes.ts';
import { codesPage } from '../harness/errors/codes-page.ts';
import { metricNamed } from '../harness/measure/metric-entries.ts';
import { register } from '../harness/measure/register.ts';
import { registerPage } from '../harness/measure/register-text.ts';
import { stalePages } from './pages.ts';
import { isTest, sourceFiles } from './sources.ts';

const read = (path: string): string => readFileSync(path, 'utf8');

test('the pages that are checked in say what the source says', () => {
  expect(stalePages(read), 'run: npm run docs').toEqual([]);
});

test('an altered or missing page is named', () => {
  expect(stalePages((path) => (path === 'docs/errors.md' ? null : read(path)))).toEqual(['docs/errors.md']);
});

test('a definition that changes is not what the page says', () => {
  const [first, ...rest] = register().metrics;
  const changed = { ...register(), metrics: first ? [{ ...first, formula: 'N / tN' }, ...rest] : rest };
  expect(registerPage(changed)).not.toBe(registerPage(register()));
  const other = { ...codes, USAGE: { ...codes.USAGE, kind: 'host' as const } };
  expect(codesPage(other)).not.toBe(codesPage());
});

test('an unknown metric is named with its nearest', () => {
  expect(() => metricNamed('decode_rat')).toThrow('did you mean "decode_rate"');
});

/** Codes that no source throws. A word in a comment is no throw: a code that is thrown stands in quotes. */
function unthrown(all: readonly string[], text: string): string[] {
  // `AFC_…` is put together from the name of the status, which stands on a line of its own.
  const status = (code: string): string => (code.startsWith('AFC_') ? `  ${code.slice(4)}` : `'${code}'`);
  return all.filter((code) => !text.includes(`'${code}'`) && !text.includes(status(code)));
}

test('every code of the register is thrown somewhere', () => {
  const sources = sourceFiles().filter((path) => !isTest(path) && !path.startsWith('harness/errors/codes'));
  expect(unthrown(Object.keys(codes), sources.map(read).join('\n'))).toEqual([]);
});

test('no code stands in two files of the register: the later would give the earlier another meaning', () => {
  const files = sourceFiles().filter((path) => path.startsWith('harness/errors/codes/'));
  const names = files.flatMap((path) => [...read(path).matchAll(/^ {2}([A-Z][A-Z0-9_]*): \{/gm)]);
  const all = names.map(([, name]) => name);
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((name, place) => all.indexOf(name) !== place)).toEqual([]);
});

test('a code that only comments speak of is found', () => {
  expect(unthrown(['GONE', 'THROWN'], "/** @throws `GONE` */ throw new HeatsoakError('THROWN', x)")).toEqual([
    'GONE',
  ]);
});
