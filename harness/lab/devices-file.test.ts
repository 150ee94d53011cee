import { expect, test } from 'vitest';
import { devicesFile } from './devices-file.ts';

const phone = { kind: 'iphone', id: 'a', name: 'A', model: 'iPhone15,4', chip: 'A16', os: '26.1' };
const withUdid = (udid: string) => devicesFile.safeParse({ devices: [{ ...phone, udid }] }).success;

test.each(['00008120-000A1B2C3D4E5F67', 'a'.repeat(40)])('a udid as Finder shows it is taken: %s', (udid) => {
  expect(withUdid(udid)).toBe(true);
});

test.each(['../../../../escaped', '/tmp/escaped-lease', '........', 'a/bcdefgh', 'short', 'a'.repeat(65)])(
  'a udid that would be another path than one file of the leases is refused: %s',
  (udid) => {
    expect(withUdid(udid)).toBe(false);
  },
);

test.each([
  [{ id: 'a', name: 'Mac' }, false],
  [{ id: 'mac', name: 'Mac' }, true],
])('a phone that is called as the reference is refused: %j', (reference, isTaken) => {
  const udid = '00008120-000A1B2C3D4E5F67';
  expect(devicesFile.safeParse({ devices: [{ ...phone, udid }], reference }).success).toBe(isTaken);
});

test('a phone that is called as a host without a name is refused', () => {
  const udid = '00008120-000A1B2C3D4E5F67';
  expect(devicesFile.safeParse({ devices: [{ ...phone, id: 'host', udid }] }).success).toBe(false);
});

test.each([
  ['typescript', true],
  ['swift', true],
  ['Swift', false],
])('a virtual phone has one of the agents that there are: %s', (agent, isTaken) => {
  const virtual = { kind: 'virtual', id: 'a', name: 'A', profile: 'A16', os: '26.1', agent };
  expect(devicesFile.safeParse({ devices: [virtual] }).success).toBe(isTaken);
});

test('a real phone has the agent of its app', () => {
  const udid = '00008120-000A1B2C3D4E5F67';
  expect(devicesFile.safeParse({ devices: [{ ...phone, udid, agent: 'swift' }] }).success).toBe(false);
});
