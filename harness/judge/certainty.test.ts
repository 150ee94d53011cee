import { expect, test } from 'vitest';
import { certaintyOf, certaintyOfRule, ONE_ANALYSIS, quickCertainty, shareOfTests } from './certainty.ts';

test('one analysis has the whole error', () => {
  expect(ONE_ANALYSIS).toMatchObject({ pass: 0.05, passOfCase: 0.03, alarm: 0.01, analyses: 1 });
  expect(shareOfTests(ONE_ANALYSIS)).toBe(1);
});

test('several analyses share the error of a proof, and that of plain tests', () => {
  const certainty = certaintyOf(9);
  expect(certainty.pass * shareOfTests(certainty)).toBeCloseTo(0.05, 12);
  expect(9 * certainty.pass).toBeGreaterThan(0.05);
  expect(certainty.passOfCase).toBe(certainty.pass);
});

test('an alarm by the likelihood ratio costs the same however often one asks', () => {
  expect(certaintyOf(2).alarm).toBe(certaintyOf(15).alarm);
  expect(quickCertainty(2).alarm).toBe(quickCertainty(15).alarm);
});

test('a run that is asked more often needs more for an alarm, and nights are believed', () => {
  for (const of of [certaintyOf, quickCertainty]) {
    expect(of(9, 'halves').alarm).toBeLessThan(of(9, 'blocks').alarm);
    expect(of(9, 'halves').pass).toBe(of(9, 'blocks').pass);
    for (const looks of ['blocks', 'halves'] as const)
      expect(of(9, looks).alarmWithNights).toBeGreaterThan(of(9, looks).alarm);
  }
  expect(ONE_ANALYSIS.alarmWithNights).toBeNull();
});

test('a rule that begins to ask later has fewer analyses', () => {
  const rule = { rule: 'group-sequential', leastBlocks: 4, mostBlocks: 8 };
  const whole = { ...rule, halves: false };
  expect(certaintyOfRule(whole)).toEqual(certaintyOf(5));
  expect(certaintyOfRule({ ...whole, rule: 'quick' })).toEqual(quickCertainty(5));
  // In plans of early versions nights count for passing alone.
  expect(certaintyOfRule(rule)).toEqual({ ...certaintyOf(5), alarmWithNights: null });
  expect(certaintyOfRule({ ...rule, halves: true })).toEqual(certaintyOf(5, 'halves'));
  expect(certaintyOfRule({ ...rule, rule: 'quick', halves: true })).toEqual(quickCertainty(5, 'halves'));
  expect(certaintyOfRule(undefined)).toEqual(ONE_ANALYSIS);
});
