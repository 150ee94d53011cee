import { expect, test } from 'vitest';
import { aligned } from './aligned.ts';
import { exitCodeOfError } from './exit-code.ts';
import { paint, rendered } from './line.ts';
import { HOST_NOT_READY } from './load-problem.ts';

test('columns are as wide as their widest cell', () => {
  expect(
    aligned([
      ['a', 'long', 'x'],
      ['bcd', 'e', 'yz'],
    ]),
  ).toEqual(['a    long  x', 'bcd  e     yz']);
});

test('a column is as wide as it is on the screen: two places for 速, none for a combining mark', () => {
  expect(
    aligned([
      ['速い', 'x'],
      ['e\u0301', 'x'],
    ]),
  ).toEqual(['速い  x', 'e\u0301     x']);
});

test('a coloured part does not open the way for escape sequences of others', () => {
  expect(rendered([paint('red', 'NO-GO\u001b[2K'), ' \u001b[1Gx'])).not.toContain('\u001b[2K');
  expect(rendered([paint('red', ''), '::warning::x'])).not.toMatch(/^::/);
});

test('a host that is not ready has one exit code', () => {
  expect(HOST_NOT_READY).toBe(exitCodeOfError.host);
});
