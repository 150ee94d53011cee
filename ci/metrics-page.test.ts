import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { register } from '../harness/measure/register.ts';
import { registerPage } from '../harness/measure/register-text.ts';

test('docs/metrics.md says what the definitions say', () => {
  const page = readFileSync('docs/metrics.md', 'utf8');
  expect(page, 'run: npm run docs:metrics').toBe(registerPage(register()));
});

test('a definition that changes is not what the page says', () => {
  const [first, ...rest] = register().metrics;
  const changed = { ...register(), metrics: first ? [{ ...first, formula: 'N / tN' }, ...rest] : rest };
  expect(registerPage(changed)).not.toBe(registerPage(register()));
});

test('an unknown metric is named with its nearest', () => {
  expect(() => register('decode_rat')).toThrow('did you mean "decode_rate"');
});
