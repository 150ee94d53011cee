import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { glossary } from '../harness/measure/glossary.ts';
import { glossaryPage } from '../harness/measure/glossary-text.ts';

test('docs/metrics.md says what the definitions say', () => {
  const page = readFileSync('docs/metrics.md', 'utf8');
  expect(page, 'run: npm run docs:metrics').toBe(glossaryPage(glossary()));
});

test('a definition that changes is not what the page says', () => {
  const [first, ...rest] = glossary().metrics;
  const changed = { ...glossary(), metrics: first ? [{ ...first, formula: 'N / tN' }, ...rest] : rest };
  expect(glossaryPage(changed)).not.toBe(glossaryPage(glossary()));
});

test('an unknown metric is named with its nearest', () => {
  expect(() => glossary('decode_rat')).toThrow('did you mean "decode_rate"');
});
