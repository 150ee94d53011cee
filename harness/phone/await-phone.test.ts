import { afterEach, beforeEach, expect, test } from 'vitest';
import { awaitPhone, HOUSE_ARREST } from './await-phone.ts';
import { type TunnelledPhone, tunnelledPhone } from './tunnelled-phone.fixture.ts';

let rig: TunnelledPhone;
beforeEach(async () => {
  rig = await tunnelledPhone('AWAITED');
});
afterEach(() => rig.close());

/** A question that will be answered is waited for, however long this host takes over it. */
const PATIENT_MS = 60_000;

/** @param lookLimitMs asked before each question */
const found = (lookLimitMs: () => number = () => PATIENT_MS, limitSeconds = 60): Promise<boolean> =>
  awaitPhone({
    registryPort: async () => rig.registry.port,
    ...{ udid: 'AWAITED', limitSeconds, signal: new AbortController().signal },
    pace: {
      pauseSeconds: 0.01,
      get lookLimitMs() {
        return lookLimitMs();
      },
    },
  });

test('a phone that is there is found at once', async () => {
  expect(await found()).toBe(true);
});

test('one whose services were silent is found as soon as they answer: a question that got no answer is not waited for', async () => {
  rig.phone.condition.silent = [HOUSE_ARREST];
  let questions = 0;
  const isFound = found(() => {
    if (++questions < 3) return 50;
    rig.phone.condition.silent = [];
    return PATIENT_MS;
  });
  expect([await isFound, questions]).toEqual([true, 3]);
});

test('one that stays silent is not waited for beyond the limit', async () => {
  rig.phone.condition.silent = [HOUSE_ARREST];
  expect(await found(() => 50, 1)).toBe(false);
});
