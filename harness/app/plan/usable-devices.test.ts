import { expect, test } from 'vitest';
import type { Device } from '../../lab/devices-file.ts';
import { usableDevices } from './usable-devices.ts';

const phone = (id: string): Device => ({
  ...{ kind: 'iphone', id, name: id, udid: id.toUpperCase().padEnd(8, '0') },
  ...{ model: 'iPhone15,4', chip: 'A16', os: '26.1' },
});
const since = '2026-11-29T06:00:00.000Z';
const states = (...inQuarantine: readonly string[]) => ({
  quarantineOf: async (udid: string) => (inQuarantine.includes(udid) ? { since, why: 'lost' } : null),
});

test('a phone in quarantine is left out of a run, which says so', async () => {
  expect(await usableDevices([phone('a'), phone('b')], states('B0000000'))).toEqual({
    devices: [phone('a')],
    quarantined: [{ device: 'b', since, why: 'lost' }],
  });
});

test('a run of which no phone is left is not begun, and says how one comes back', async () => {
  await expect(usableDevices([phone('a')], states('A0000000'))).rejects.toMatchObject({
    code: 'PHONE_QUARANTINED',
    hint: expect.stringContaining('heatsoak devices release a'),
  });
});
