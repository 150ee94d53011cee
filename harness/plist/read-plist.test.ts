import { buildBinary } from 'plist';
import { expect, test, vi } from 'vitest';
import { readPlist } from './read-plist.ts';

const xml = (inside: string): Buffer => Buffer.from(`<plist version="1.0">${inside}</plist>`);

test('a dictionary comes out alike, whether it is XML or binary', () => {
  const values = { name: 'Phi', nested: { list: [1, 2.5, true, 'ü'] }, long: 'x'.repeat(400) };
  expect(readPlist(buildBinary(values))).toEqual(values);
  expect(readPlist(xml('<dict><key>name</key><string>Phi &amp; co</string></dict>'))).toEqual({
    name: 'Phi & co',
  });
});

test('a binary list that is cut anywhere is refused, never read beyond its end', () => {
  const entire = buildBinary({ a: ['b', { c: 'd'.repeat(40) }], e: 1 });
  for (let length = 8; length < entire.length; length++)
    expect(() => readPlist(entire.subarray(0, length))).toThrow(Error);
});

test('any byte of a binary list may be another one: it is read or refused at once', () => {
  const entire = buildBinary({ a: ['b', { c: 'd'.repeat(40) }], e: [1, 2, 3], f: 'g' });
  const started = performance.now();
  for (let at = 8; at < entire.length; at++)
    for (const byte of [0, 1, 0x0f, 0x1f, 0x5f, 0xa1, 0xaf, 0xd1, 0xdf, 0xff]) {
      const damaged = Uint8Array.from(entire);
      damaged[at] = byte;
      try {
        readPlist(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
  expect(performance.now() - started).toBeLessThan(20_000);
});

test.each([
  ['a list', xml('<array/>'), 'its top is not a dictionary'],
  ['OpenStep', Buffer.from('{ a = b; }'), 'neither an XML nor a binary'],
  ['a key that is no own key', xml('<dict><key>__proto__</key><dict/></dict>'), '__proto__'],
  ['lists in lists', xml('<array>'.repeat(20_000) + '</array>'.repeat(20_000)), 'nested too deep'],
  ['two megabytes', Buffer.alloc(2 << 20, 0x20), 'it has 2097152 bytes'],
])('%s is refused in words', (_, bytes, words) => {
  expect(() => readPlist(bytes)).toThrow(words);
});

test('a list that is odd is refused without a word on the terminal', () => {
  const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
  const odd = Buffer.concat([Buffer.from('<plist><dict><key>a</key><string>'), Buffer.from([0xff]), xml('')]);
  expect(() => readPlist(odd)).toThrow(Error);
  for (const channel of printed) expect(channel).not.toHaveBeenCalled();
});
