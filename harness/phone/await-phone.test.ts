import { afterEach, beforeEach, expect, test } from 'vitest';
import { awaitPhone, HOUSE_ARREST } from './await-phone.ts';
import { type TunnelledPhone, tunnelledPhone } from './tunnelled-phone.fixture.ts';

let rig: TunnelledPhone;
beforeEach(async () => {
  rig = await tunnelledPhone('AWAITED');
});
afterEach(() => rig.close());

/** @param asked called before each question */
const found = (asked: () => void = () => undefined): Promise<boolean> =>
  awaitPhone({
    registryPort: async () => {
      asked();
      return rig.registry.port;
    },
    ...{ udid: 'AWAITED', limitSeconds: 1, signal: new AbortController().signal },
    pace: { pauseSeconds: 0.01, lookLimitMs: 50 },
  });

test('a phone that is there is found at once', async () => {
  expect(await found()).toBe(true);
});

test('one whose services were silent is found as soon as they answer: a question that got no answer is not waited for', async () => {
  rig.phone.condition.silent = [HOUSE_ARREST];
  let questions = 0;
  const isFound = found(() => {
    if (++questions === 3) rig.phone.condition.silent = [];
  });
  expect([await isFound, questions]).toEqual([true, 3]);
});

test('one that stays silent is not waited for beyond the limit', async () => {
  rig.phone.condition.silent = [HOUSE_ARREST];
  expect(await found()).toBe(false);
});
