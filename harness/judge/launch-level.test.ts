import { expect, test } from 'vitest';
import { launchLevel } from './launch-level.ts';

const cases = ['short', 'question', 'story', 'long', 'longest'];
const logsOf = (over: Readonly<Record<string, number>> = {}): ReadonlyMap<string, number> =>
  new Map(cases.map((name, i) => [name, i + (over[name] ?? 0)]));

test('every case moves the level of its launch, also the one that lies lowest or highest', () => {
  for (const name of cases)
    expect(launchLevel(logsOf({ [name]: -0.1 }), cases)).toBeCloseTo(2 - 0.1 / cases.length, 12);
});

test('a launch that lacks a case has no level', () => {
  expect(launchLevel(logsOf(), [...cases, 'another'])).toBeNull();
  expect(launchLevel(new Map(), [])).toBeNull();
});
