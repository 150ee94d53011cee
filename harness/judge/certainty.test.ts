import { expect, test } from 'vitest';
import { alarmAfter, certaintyOf, certaintyOfRule, ONE_ANALYSIS } from './certainty.ts';

test('one analysis has the whole error, whatever it rests on', () => {
  expect([2, 8, 16].map((blocks) => alarmAfter(ONE_ANALYSIS, blocks))).toEqual([0.01, 0.01, 0.01]);
  expect(ONE_ANALYSIS.pass).toBe(0.05);
});

test('an alarm has most of its error at the first analyses, and a proof the same at each', () => {
  const certainty = certaintyOf(9);
  const alarms = [2, 3, 4, 10].map((blocks) => alarmAfter(certainty, blocks));
  expect(alarms).toEqual([1, 2, 3, 9].map((part) => certainty.alarm / part));
});

test('analyses together spend little more than one: they see much the same launches', () => {
  for (const analyses of [2, 5, 9, 15]) {
    const certainty = certaintyOf(analyses);
    const spent = Array.from({ length: analyses }, (_, i) => alarmAfter(certainty, 2 + i));
    const sum = spent.reduce((total, each) => total + each, 0);
    expect(sum).toBeGreaterThan(0.01);
    expect(sum).toBeLessThan(0.014);
  }
});

test('a plan that begins to ask later has its first analysis later', () => {
  const later = certaintyOfRule({ rule: 'group-sequential', leastBlocks: 4, mostBlocks: 8 });
  expect(alarmAfter(later, 4)).toBe(later.alarm);
  expect(alarmAfter(later, 5)).toBe(later.alarm / 2);
});
