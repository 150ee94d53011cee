import { expect, test } from 'vitest';
import { redacted } from './redacted.ts';

const kept = { texts: ['ProductVersion'], numbers: ['Watts'] };

test('what is not known to be harmless is replaced by a word for its kind, however deep it lies', () => {
  const told = {
    ProductVersion: '26.1',
    DeviceName: 'Jane’s iPhone',
    SomethingNew: 'C39XK0AAAAAA',
    UniqueChipID: 1_234_567_890_123_456,
    Nested: { Watts: 20, List: ['+1 555 0100', { IMEI: '990000862471854' }], When: new Date(0) },
    PkHash: Buffer.from('secret'),
    HasCable: true,
  };
  expect(redacted(told, kept)).toEqual({
    ProductVersion: '26.1',
    DeviceName: '<text>',
    SomethingNew: '<text>',
    UniqueChipID: '<number>',
    Nested: { Watts: 20, List: ['<text>', { IMEI: '<text>' }], When: '<date>' },
    PkHash: '<data>',
    HasCable: true,
  });
});

test('a key that is an address or a number itself goes too', () => {
  const told = { '02:00:00:aa:bb:cc': true, '990000862471854': true, 'Fed Details': true };
  expect(Object.keys(redacted(told, kept) as object)).toEqual(['<key>', 'Fed Details']);
});

test('of readings those stay that measure, and none that may be an identifier', () => {
  const readings = { Temperature: 2987, InstantAmperage: -640, UpdateTime: 90, AdapterID: 7, Adapter: 12e8 };
  expect(redacted(readings, { texts: [], numbers: 'measured' })).toEqual({
    ...{ Temperature: 2987, InstantAmperage: -640 },
    ...{ UpdateTime: '<number>', AdapterID: '<number>', Adapter: '<number>' },
  });
});

test('what was redacted stays as it is', () => {
  const once = redacted({ a: 'x', b: 7, c: new Date(0) }, kept);
  expect(redacted(once, kept)).toEqual(once);
});
