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

const refusal = (devices: unknown[]): string | undefined =>
  devicesFile.safeParse({ devices }).error?.issues[0]?.message;

test.each(['00008120-000a1b2c3d4e5f67', '00008120000A1B2C3D4E5F67'])(
  'one phone in two spellings is one phone twice: %s',
  (other) => {
    const twice = [
      { ...phone, udid: '00008120-000A1B2C3D4E5F67' },
      { ...phone, id: 'b', udid: other },
    ];
    expect(refusal(twice)).toBe('"00008120-000A1B2C3D4E5F67" is the udid of $.devices[0] too');
  },
);

test.each(['17.4', '16', '9.3.5'])('an iPhone with iOS %s is refused when the file is read', (os) => {
  expect(refusal([{ ...phone, udid: '00008120-000A1B2C3D4E5F67', os }])).toBe(
    'an iPhone needs iOS 18 or newer',
  );
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
