import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { MOST_LOG_BYTES, unpackedLog } from './unpacked-log.ts';

test('what unpacks into more than any log is not unpacked', () => {
  const bomb = gzipSync(Buffer.alloc(MOST_LOG_BYTES + 1));
  expect(bomb.length).toBeLessThan(100_000);
  expect(() => unpackedLog(bomb)).toThrow(expect.objectContaining({ code: 'BUNDLE_CHANGED' }));
  expect(() => unpackedLog(Buffer.from('no log'))).toThrow(
    expect.objectContaining({ code: 'BUNDLE_CHANGED' }),
  );
  expect(unpackedLog(gzipSync('a log')).toString()).toBe('a log');
});
