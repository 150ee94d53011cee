import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stepsOfSuite } from '../../experiment/suite.ts';
import { parseSuite } from './read-suite.ts';

const good = {
  id: 's',
  title: 'S',
  kind: 'burst',
  cases: [{ id: 'a', prompt: { kind: 'synthetic', tokens: 8 }, generateTokens: 8 }],
};
const parse = (suite: unknown) => parseSuite(JSON.stringify(suite), 's.json');

test('an unknown key is named with its path and the nearest known one', () => {
  const typo = { ...good, cases: [{ ...good.cases[0], generateToken: 8 }] };
  expect(() => parse(typo)).toThrow(
    /\$\.cases\[0\] has an unknown key "generateToken"; did you mean "generateTokens"\?/,
  );
});

test('two cases of one name are refused', () => {
  expect(() => parse({ ...good, cases: [good.cases[0], good.cases[0]] })).toThrow(/"a" twice/);
});

test.each(['warm-up', 'recovery'])('a case called as the agent calls its own trials is refused: %s', (id) => {
  expect(() => parse({ ...good, cases: [{ ...good.cases[0], id }] })).toThrow(/agent's own name/);
});

test('a soak of two cases is refused', () => {
  const soak = { ...good, kind: 'soak', cases: [good.cases[0], { ...good.cases[0], id: 'b' }] };
  expect(() => parse(soak)).toThrow(/exactly one/);
});

test('a soak repeats its case for ten minutes unless it says otherwise', () => {
  expect(stepsOfSuite(parse({ ...good, kind: 'soak' }))[0]).toMatchObject({ forSeconds: 600 });
});

test('every suite that ships is valid and named after its file', () => {
  const files = readdirSync('suites').filter((file) => file.endsWith('.json'));
  expect(files).toHaveLength(6);
  for (const file of files)
    expect(parseSuite(readFileSync(`suites/${file}`, 'utf8'), file).id).toBe(file.replace('.json', ''));
});
