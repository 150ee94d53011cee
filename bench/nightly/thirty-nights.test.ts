import { expect, test } from 'vitest';
import { thirtyNights } from './thirty-nights.ts';

test('thirty nights are each shown for what they are, and only the step, wrong output and the crash end NO-GO', async () => {
  const nights = await thirtyNights(1, 4);
  expect(nights.filter(({ isRight }) => !isRight)).toEqual([]);
  expect(nights.filter(({ verdict }) => verdict === 'NO-GO').map(({ night }) => night)).toEqual([18, 26, 28]);
}, 120_000);
