import { expect, test } from 'vitest';
import { normalUdid } from './udid.ts';

test.each([
  '00008120-000A1B2C3D4E5F67',
  '00008120-000a1b2c3d4e5f67',
  '00008120000A1B2C3D4E5F67',
  '00008120000a1b2c3d4e5f67',
])('%s is one phone, however it is written', (udid) => {
  expect(normalUdid(udid)).toBe('00008120-000A1B2C3D4E5F67');
});

test('a udid of an older phone has small letters and no hyphen', () => {
  expect(normalUdid('A'.repeat(40))).toBe('a'.repeat(40));
});

test('what is no udid stays as it is', () => {
  expect(normalUdid('phone-of-a-test')).toBe('phone-of-a-test');
});
