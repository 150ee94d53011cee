import { expect, test } from 'vitest';
import { plannedDevice } from './planned-device.ts';

const phone = { kind: 'virtual', id: 'a', name: 'A', profile: 'A16', os: '26.1' } as const;

test('the manifest says which agent a virtual phone was planned with', () => {
  expect(plannedDevice({ ...phone, agent: 'swift' })).toMatchObject({ agent: 'swift', virtual: true });
});

test('the manifest of a phone without a choice is as it was before there was one', () => {
  expect(plannedDevice(phone)).not.toHaveProperty('agent');
});
