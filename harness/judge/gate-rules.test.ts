import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type GateRule, gatePolicy } from '../experiment/gate-policy.ts';
import { decodeRate } from '../measure/metrics/decode-rate.ts';
import { headroomMinimum } from '../measure/metrics/memory.ts';
import { cellRule, decidingMargins, plannedGate } from './gate-rules.ts';

const place = (suite: string, deviceModel: string | null = 'iPhone15,4') => ({ suite, deviceModel });

test('without a policy each metric decides by its own definition; soaks only from three pairs on', () => {
  const named = (soakPairs: number) =>
    plannedGate(gatePolicy.parse({}), soakPairs).map(({ metric, marginPercent }) => [metric, marginPercent]);
  const bursts = [
    ['decode_rate', 2],
    ['ttft', 3],
    ['footprint_peak', 1],
  ];
  expect(named(2)).toEqual(bursts);
  expect(named(3)).toEqual([...bursts, ['plateau', 4], ['work_600', 4]]);
});

test('ci/gate.json says what the metrics say of themselves', () => {
  const policy = gatePolicy.parse(JSON.parse(readFileSync('ci/gate.json', 'utf8')));
  const own = plannedGate(gatePolicy.parse({}), 3);
  expect(policy).toEqual({ ...gatePolicy.parse({}), $schema: '../schemas/gate.schema.json', rules: own });
});

test('a rule for a suite and a phone wins over one for either, and that over one for all; other keys stay', () => {
  const rules: GateRule[] = [
    { metric: 'decode_rate', suite: 'context', deviceModel: 'iPhone15,4', caseMarginPercent: 9 },
    { metric: 'decode_rate', suite: 'context', marginPercent: 5 },
    { metric: 'decode_rate', marginPercent: 3 },
    { metric: 'decode_rate', deviceModel: 'iPhone18,1', decides: false },
  ];
  expect(cellRule(rules, decodeRate, place('context'))).toEqual({
    decides: true,
    marginPercent: 5,
    caseMarginPercent: 9,
    leastMargin: 0,
  });
  expect(cellRule(rules, decodeRate, place('quick'))).toMatchObject({
    marginPercent: 3,
    caseMarginPercent: 5.25,
  });
  expect(cellRule(rules, decodeRate, place('quick', 'iPhone18,1'))).toMatchObject({ decides: false });
});

test('a metric without a rule is compared by its own margin and decides nothing', () => {
  expect(cellRule([], decodeRate, place('quick'))).toMatchObject({ decides: false, marginPercent: 2 });
});

test('a metric without a margin is not judged until a policy gives it one', () => {
  expect(cellRule([], headroomMinimum, place('quick'))).toBeNull();
  const rule = { metric: 'headroom_min', marginPercent: 10 };
  expect(cellRule([rule], headroomMinimum, place('quick'))).toMatchObject({
    decides: true,
    marginPercent: 10,
  });
});

test('a forecast takes the narrowest margin that a metric has in the suites of a run', () => {
  const rules: GateRule[] = [
    { metric: 'decode_rate', marginPercent: 3 },
    { metric: 'decode_rate', suite: 'context', marginPercent: 1 },
    { metric: 'plateau' },
  ];
  const margins = (suites: readonly string[]) =>
    decidingMargins(rules, suites).map(({ metric, marginPercent }) => [metric.id, marginPercent]);
  expect(margins(['quick'])).toEqual([['decode_rate', 3]]);
  expect(margins(['quick', 'context'])).toEqual([['decode_rate', 1]]);
});
