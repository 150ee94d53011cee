import { expect, test } from 'vitest';
import { chargeUp } from './charge-up.ts';

/** A battery that has these charges, poll after poll, the last one for good. */
function battery(...percents: readonly (number | null)[]) {
  let polls = 0;
  let waited = 0;
  return {
    percent: async () => percents[Math.min(polls++, percents.length - 1)] ?? null,
    wait: async (seconds: number) => {
      waited += seconds;
    },
    waited: () => waited,
  };
}

test('a battery that holds enough, or does not say, is not waited for', async () => {
  for (const percent of [40, 100, null]) {
    const phone = battery(percent);
    expect(await chargeUp(phone, 'l0')).toBeNull();
    expect(phone.waited()).toBe(0);
  }
});

test('a low battery is charged to 40 % before the launch, and the journal says for how long', async () => {
  expect(await chargeUp(battery(38, 39, null, 40), 'l0')).toEqual({
    ...{ type: 'harness.charge', launch: 'l0', outcome: 'reached', waitedMs: 180_000, percent: 40 },
  });
});

test('a battery that does not charge is given up after a quarter of an hour, a slow one after an hour', async () => {
  expect(await chargeUp(battery(15), 'l0')).toMatchObject({
    outcome: 'timed-out',
    waitedMs: 900_000,
    percent: 15,
  });
  expect(await chargeUp(battery(20, 21), 'l0')).toMatchObject({ outcome: 'timed-out', waitedMs: 3_600_000 });
});
