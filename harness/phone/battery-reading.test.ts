import { expect, test } from 'vitest';
import { batteryReading } from './battery-reading.ts';

test('a phone on its cable, and one without', () => {
  expect(batteryReading({ level: 0.8, state: 2, advanced: { Temperature: 2980 } })).toEqual({
    percent: 80,
    temperatureCelsius: 29.8,
    charging: true,
  });
  expect(batteryReading({ level: 1, state: 1 })).toMatchObject({ percent: 100, charging: false });
});

test('what iOS does not report is null: no level of -100 %, no unknown state that charges', () => {
  expect(batteryReading({ level: -1, state: 0, advanced: {} })).toEqual({
    percent: null,
    temperatureCelsius: null,
    charging: null,
  });
});
