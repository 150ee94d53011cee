import { expect, test } from 'vitest';
import { launchMutations } from '../fixtures/invalid/launch.fixture.ts';
import { logMutations } from '../fixtures/invalid/log.fixture.ts';
import { phoneMutations } from '../fixtures/invalid/phone.fixture.ts';
import { trialMutations } from '../fixtures/invalid/trials.fixture.ts';
import { validLaunch, validLaunches } from '../fixtures/valid-launches.fixture.ts';
import { CheckedLaunch, type LaunchFiles } from './checked-launch.ts';
import { rules } from './index.ts';
import type { Rule } from './rule.ts';
import type { Violation } from './violation.ts';

const mutations = [...logMutations, ...launchMutations, ...trialMutations, ...phoneMutations];

interface Finding {
  readonly rule: Rule;
  readonly violations: readonly Violation[] | null;
}

const findingsOf = (launch: CheckedLaunch): Finding[] =>
  rules.map((rule) => ({ rule, violations: rule.check(launch) }));

const broken = (files: LaunchFiles): string[] =>
  findingsOf(new CheckedLaunch(files)).flatMap(({ rule, violations }) =>
    violations && violations.length > 0 ? [`${rule.id}: ${violations[0]?.words}`] : [],
  );

test.each(validLaunches)('%s breaks no rule', (name) => {
  expect(broken(validLaunch(name))).toEqual([]);
});

test.each(mutations)(
  'an agent that $fault is caught by $rule and by no other rule',
  ({ rule, of, change }) => {
    expect(broken(change(validLaunch(of))).map((each) => each.replace(/:.*/, ''))).toEqual([rule]);
  },
);

test.each([
  ['sequence', 21, 'seq is 21, due was 20'],
  ['planned-work', 26, 'question was to generate 24 tokens, planned were 32'],
  ['planned-work', 89, '9 of 10 planned trials ran'],
  ['cached-tokens', 22, '15 prompt tokens came from a cache'],
  ['quiet-windows', 21, 'memory was written inside trial 2'],
  ['model-digest', 88, 'the model on the device was not hashed'],
])('%s names the line that breaks it: %i', (rule, line, words) => {
  const found = mutations
    .filter((each) => each.rule === rule)
    .flatMap(({ of, change }) => findingsOf(new CheckedLaunch(change(validLaunch(of)))))
    .flatMap(({ violations }) => violations ?? []);
  expect(found).toContainEqual({ line, words });
});

test('every rule has a mutation that it catches', () => {
  const caught = new Set(mutations.map(({ rule }) => rule));
  expect(rules.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
});

test('every rule is answered by one of the valid launches or another', () => {
  const answered = new Set(
    [
      ...validLaunches.map(validLaunch),
      ...mutations.map(({ of, change }) => change(validLaunch(of))),
    ].flatMap((files) =>
      findingsOf(new CheckedLaunch(files)).flatMap(({ rule, violations }) => (violations ? [rule.id] : [])),
    ),
  );
  expect(rules.map(({ id }) => id).filter((id) => !answered.has(id))).toEqual([]);
});

test('rules are named once, and each says what must hold', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { id, says } of rules) expect([id, says.length > 20 && !says.endsWith('.')]).toEqual([id, true]);
});
