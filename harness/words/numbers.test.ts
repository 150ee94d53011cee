import { expect, test } from 'vitest';
import {
  changeNumber,
  changeText,
  changeWithInterval,
  counted,
  intervalNumbers,
  numberIn,
  quantity,
  settingNumber,
  significantNumber,
  sizeNumber,
  tied,
} from './numbers.ts';

test.each([
  ['tok/s', 12.34, '12.3'],
  ['tok/s', 6, '6.0'],
  ['tok/s', 0.366, '0.37'],
  ['ms', 881.4, '881'],
  ['ms', 77.4, '77'],
  ['ms', 3.44, '3.4'],
  ['ms', 0, '0'],
  ['MiB', 1234.5, '1\u202f235'],
  ['MiB', 1_234_567, '1\u202f234\u202f567'],
  ['%', 97.52, '97.5'],
  ['count', 3, '3'],
  ['count', 1.5, '1.5'],
  ['nats/tok', 0.012345, '0.0123'],
  ['J/tok', 1e-9, '1e\u22129'],
  ['s', -0.5, '\u22120.50'],
  ['ms', null, '–'],
  ['ms', Number.NaN, '–'],
])('in %s %d reads %s', (unit, value, text) => {
  expect(numberIn(unit, value)).toBe(text);
});

test('a quantity never breaks before its unit, and a dash has none', () => {
  expect([quantity(23.4, 'tok/s'), quantity(null, 'tok/s')]).toEqual(['23.4\u00a0tok/s', '–']);
});

test('a change always has its sign, a true minus, and one decimal', () => {
  expect([-7.58, 0.8, 12, 1234.56, -0.04, 0, null].map(changeNumber)).toEqual([
    '\u22127.6',
    '+0.8',
    '+12.0',
    '+1\u202f234.6',
    '0.0',
    '0.0',
    '–',
  ]);
  expect([changeText(-7.58), changeText(null)]).toEqual(['\u22127.6\u00a0%', '–']);
});

test('an interval stands behind its change', () => {
  expect(changeWithInterval(-7.58, [-8.53, -6.63])).toBe('\u22127.6\u00a0% (\u22128.5 to \u22126.6)');
  expect(changeWithInterval(-7.58, null)).toBe('\u22127.6\u00a0%');
  expect([intervalNumbers([-1, 2]), intervalNumbers(null)]).toEqual(['\u22121.0 to +2.0', '–']);
});

test('a number without a unit keeps the digits that say something', () => {
  expect([0.012345, 12.345, -3e-7, Number.NaN].map((value) => significantNumber(value))).toEqual([
    '0.0123',
    '12.3',
    '\u22123e\u22127',
    '–',
  ]);
  expect(significantNumber(1.2345, 2)).toBe('1.2');
});

test('a size has no sign, and a setting the digits that it was set with', () => {
  expect([sizeNumber(-7.58), settingNumber(2), settingNumber(2.5), settingNumber(0.25)]).toEqual([
    '7.6',
    '2',
    '2.5',
    '0.25',
  ]);
});

test('one launch, two launches', () => {
  expect([
    counted(1, 'launch', 'launches'),
    counted(2, 'launch', 'launches'),
    counted(1200, 'token'),
  ]).toEqual(['1 launch', '2 launches', '1\u202f200 tokens']);
});

test('a sentence keeps its numbers with their units', () => {
  expect(tied('decodes 7.6 % slower: 6.1 tok/s after 87 s in 4 suites')).toBe(
    'decodes 7.6\u00a0% slower: 6.1\u00a0tok/s after 87\u00a0s in 4 suites',
  );
});
