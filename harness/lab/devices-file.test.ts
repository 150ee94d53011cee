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
