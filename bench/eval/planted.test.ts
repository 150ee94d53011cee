import { expect, test } from 'vitest';
import { evaluatePlanted } from './planted.ts';

test('on every phone profile each metric finds what was planted, within its tolerance', async () => {
  const rows = await evaluatePlanted(2);
  expect(rows.length).toBeGreaterThan(45);
  expect(rows.filter(({ met }) => met !== true)).toEqual([]);
});
