import { expect, test } from 'vitest';
import { isSameMemoryLimit } from './memory-limit.ts';

const MIB = 2 ** 20;

test.each([
  [3120, 3120, true],
  [3104, 3120, true],
  [3140, 3120, true],
  [3050, 3120, false],
  [2000, 3120, false],
  [3120, 4200, false],
])('a limit of %d MiB where %d was expected', (found, expected, isSame) => {
  expect(isSameMemoryLimit(found * MIB, expected * MIB)).toBe(isSame);
});
