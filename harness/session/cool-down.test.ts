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

test.each([null, 'nominal'] as const)(
  'a phone in the state %s that tells no temperature is given three minutes, and that is said',
  async (state) => {
    let questions = 0;
    const mute = {
      thermalState: async () => state,
      batteryCelsius: async () => {
        questions++;
        return null;
      },
      wait: async () => undefined,
    };
    const gate = await coolDown(mute, policy, 'l1');
    expect(gate.outcome).toBe('signal-unavailable');
    expect(gate.waitedMs).toBeGreaterThanOrEqual(180_000);
    expect(gate.waitedMs).toBeLessThan(240_000);
    // The driver waits ten seconds for diagnostics that do not answer.
    expect(questions).toBe(2);
    const short = await coolDown(mute, { ...policy, limitSeconds: 60 }, 'l1');
    expect(short).toMatchObject({ outcome: 'signal-unavailable', waitedMs: 60_000 });
  },
);

test('a phone that does not get cooler is given up long before the limit, and that is said', async () => {
  const gate = await coolDown(phoneCooling(34, 0.0001), { ...policy, limitSeconds: 7200 }, 'l1');
  expect(gate).toMatchObject({
    outcome: 'timed-out',
    reason: expect.stringContaining('does not get cooler'),
  });
  expect(gate.waitedMs).toBeLessThan(700_000);
});

test.each(['fair', 'serious', 'critical'] as const)(
  'a phone in the state %s waits, however cool its battery is',
  async (state) => {
    const phone = {
      thermalState: async (): Promise<ThermalState> => state,
      batteryCelsius: async () => policy.batteryCelsius - 5,
      wait: async () => undefined,
    };
    expect(await coolDown(phone, policy, 'l1')).toMatchObject({ outcome: 'timed-out', thermalState: state });
  },
);

test('a hot battery is waited for where the phone does not report its thermal state', async () => {
  const cooling = phoneCooling(45, 0.05);
  const gate = await coolDown({ ...cooling, thermalState: async () => null }, policy, 'l1');
  expect(gate).toMatchObject({ outcome: 'signal-unavailable', thermalState: null });
  expect(gate.batteryCelsius).toBeLessThanOrEqual(policy.batteryCelsius);
  const hot = { ...phoneCooling(45, 0), thermalState: async () => null };
  expect(await coolDown(hot, policy, 'l1')).toMatchObject({ outcome: 'timed-out', waitedMs: 600_000 });
});

test('waits grow from five seconds to a minute, and no further, so that a phone that is cool does not idle for long', async () => {
  const waits: number[] = [];
  const cooling = phoneCooling(45, 0.001);
  const hot = {
    ...cooling,
    wait: (seconds: number) => {
      waits.push(seconds);
      return cooling.wait(seconds);
    },
  };
  await coolDown(hot, { ...policy, limitSeconds: 1800 }, 'l1');
  expect(waits.slice(0, 3)).toEqual([5, 7.5, 11.25]);
  expect(Math.max(...waits)).toBe(60);
  expect(waits.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1800);
});
