import { expect, test } from 'vitest';
import type { Caveat } from '../measure/caveat.ts';
import { doubtSentence, doubtsOf } from './doubts.ts';

const note = (code: string, more: Partial<Caveat> = {}): Caveat => ({
  code,
  device: 'one',
  launch: null,
  message: `${code} it is`,
  invalidates: false,
  excludes: false,
  ...more,
});
const worstOf = (...caveats: Caveat[]) => doubtsOf(caveats).worst?.code;

test('what invalidates is worst, then what a build did wrong, then a launch that is left out, then what is there most often', () => {
  const all = [note('rare'), note('often'), note('often'), note('out', { excludes: true }), note('app-died')];
  expect(worstOf(...all, note('lost', { invalidates: true }))).toBe('lost');
  expect(worstOf(...all)).toBe('app-died');
  expect(worstOf(...all.slice(0, 4))).toBe('out');
  expect(worstOf(...all.slice(0, 3))).toBe('often');
});

test('one line says how many there are, and where the worst is', () => {
  expect(doubtSentence(doubtsOf([]))).toBeNull();
  expect(doubtSentence(doubtsOf([note('odd', { device: null })]))).toBe('1 doubt: odd it is');
  expect(doubtSentence(doubtsOf([note('odd', { launch: 'l1' }), note('odd')]))).toBe(
    '2 doubts, worst: one · l1: odd it is',
  );
});
