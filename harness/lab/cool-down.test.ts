import { expect, test } from 'vitest';
import type { ThermalState } from '../protocol/event.ts';
import { coolDown } from './cool-down.ts';

const policy = { batteryCelsius: 32, limitSeconds: 600 };

function phoneCooling(fromCelsius: number, perSecond: number) {
  let celsius = fromCelsius;
  return {
    thermalState: async (): Promise<ThermalState> =>
      celsius > 36 ? 'serious' : celsius > 33 ? 'fair' : 'nominal',
    batteryCelsius: async () => celsius,
    wait: async (seconds: number) => {
      celsius -= seconds * perSecond;
    },
  };
}

test('a cool phone starts at once', async () => {
  expect(await coolDown(phoneCooling(30, 0), policy, 'l1')).toMatchObject({
    outcome: 'reached',
    waitedMs: 0,
  });
});

test('a hot phone is waited for until it is below the limit', async () => {
  const gate = await coolDown(phoneCooling(40, 0.05), policy, 'l1');
  expect(gate.outcome).toBe('reached');
  expect(gate.waitedMs).toBeGreaterThan(160_000);
  expect(gate.batteryCelsius).toBeLessThanOrEqual(32);
});

test('a phone that stays hot times out at the limit, and says so', async () => {
  expect(await coolDown(phoneCooling(40, 0), policy, 'l1')).toMatchObject({
    outcome: 'timed-out',
    waitedMs: 600_000,
  });
});

test('a phone without a temperature is never waited for blindly', async () => {
  const mute = {
    thermalState: async () => null,
    batteryCelsius: async () => null,
    wait: async () => expect.fail('slept'),
  };
  expect(await coolDown(mute, policy, 'l1')).toMatchObject({ outcome: 'signal-unavailable', waitedMs: 0 });
});
