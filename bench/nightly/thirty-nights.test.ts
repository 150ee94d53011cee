import { expect, test } from 'vitest';
import { tellingNights } from './planted-nights.ts';
import { thirtyNights } from './thirty-nights.ts';

test('of thirty nights those with something planted, and the ones after them, are each shown for what they are, and only the step, wrong output and the crash end NO-GO', async () => {
  const nights = await thirtyNights(1, 3, tellingNights);
  expect(nights.filter(({ isRight }) => !isRight)).toEqual([]);
  expect(nights.filter(({ verdict }) => verdict === 'NO-GO').map(({ night }) => night)).toEqual([18, 26, 28]);
}, 240_000);
