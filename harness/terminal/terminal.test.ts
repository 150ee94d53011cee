import { expect, test } from 'vitest';
import { aligned } from './terminal.ts';

test('columns are as wide as their widest cell', () => {
  expect(
    aligned([
      ['a', 'long', 'x'],
      ['bcd', 'e', 'yz'],
    ]),
  ).toEqual(['a    long  x', 'bcd  e     yz']);
});
