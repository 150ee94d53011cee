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
  const said = (...caveats: Caveat[]) => doubtSentence(doubtsOf(caveats), 'iPhone is within limits');
  expect(said()).toBeNull();
  expect(said(note('odd', { device: null }))).toBe('1 doubt: odd it is');
  expect(said(note('odd', { launch: 'l1' }), note('odd'))).toBe('2 doubts, worst: one · l1: odd it is');
});

test.each([
  ['a phone was lost', 'iPhone one was lost after 0 of 24 launches', '; nothing is concluded for it'],
  ['answers differ', 'answers otherwise in 1 of 2 cases: id 7 for 9', ''],
])('what the headline says is not said twice: %s', (_, message, more) => {
  const doubted = doubtsOf([note('lost', { invalidates: true, message }), note('odd')]);
  const headline = `iPhone one: ${message.split(': ')[0]}${more}`;
  expect(doubtSentence(doubted, headline)).toBe('2 doubts, worst: the reason of the verdict');
});
