import { describe, expect, it } from 'vitest';
import { expectedCurve } from './expected-curve.ts';
import { batteryCelsius, coldPhone, cool, heat, speedFactor, thermalStateOf } from './heat.ts';
import { parsePlantedEffects } from './planted-effects.ts';
import { profileNamed, profiles } from './profiles.ts';

const a16 = profileNamed('A16');

describe.each(profiles)('heat of $name', (profile) => {
  it('keeps full speed through the burst and not after it', () => {
    expect(speedFactor(heat(coldPhone, profile.burstSeconds, profile), profile)).toBe(1);
    expect(speedFactor(heat(coldPhone, profile.burstSeconds + 10, profile), profile)).toBeLessThan(0.9);
  });

  it('retains what the table says after 600 s', () => {
    expect(speedFactor(heat(coldPhone, 600, profile), profile)).toBeCloseTo(profile.retention, 10);
  });

  it('is flat within 1 % a minute over the last 120 s', () => {
    const speedAt = (seconds: number): number => speedFactor(heat(coldPhone, seconds, profile), profile);
    expect(Math.log(speedAt(480) / speedAt(600)) / 2).toBeLessThan(0.006);
  });

  it('reports a state only after the speed has fallen', () => {
    let state = coldPhone;
    while (thermalStateOf(state) === 'nominal') state = heat(state, 1, profile);
    expect(state.body).toBeGreaterThan(0);
    expect(speedFactor(state, profile)).toBeLessThan(0.85);
  });

  it('is nominal and at full speed again after ten minutes of rest', () => {
    const rested = cool(heat(coldPhone, 600, profile), 600);
    expect(thermalStateOf(rested)).toBe('nominal');
    expect(batteryCelsius(rested)).toBeLessThan(32);
    expect(speedFactor(heat(rested, 60, profile), profile)).toBeGreaterThan(0.9999);
  });

  it('has recovered once the battery is below 32 °C', () => {
    let state = heat(coldPhone, 600, profile);
    let rest = 0;
    for (; batteryCelsius(state) > 32 || thermalStateOf(state) !== 'nominal'; rest++) state = cool(state, 1);
    expect(rest).toBeGreaterThan(60);
    expect(speedFactor(heat(state, 60, profile), profile)).toBeGreaterThan(0.99);
  });
});

it('advances alike in one step and in many', () => {
  let state = coldPhone;
  for (let i = 0; i < 3000; i++) state = heat(state, 0.1, a16);
  const once = heat(coldPhone, 300, a16);
  expect(speedFactor(state, a16)).toBeCloseTo(speedFactor(once, a16), 8);
  expect(batteryCelsius(state)).toBeCloseTo(batteryCelsius(once), 8);
});

it('throttles harder by the planted percentage points', () => {
  const harder = parsePlantedEffects({ throttleHarder: 10 });
  const hot = heat(coldPhone, 600, a16);
  expect(speedFactor(hot, a16, harder)).toBeCloseTo(a16.retention - 0.1, 10);
  expect(expectedCurve(a16).retention - expectedCurve(a16, harder).retention).toBeCloseTo(0.1, 2);
});
