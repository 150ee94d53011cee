import { expect, test } from 'vitest';
import { checksOf } from './checks.ts';
import { publicationOf, type RunEnd, runsByEnd } from './publication.fixture.ts';

/** Worst first, as verdicts are. */
const states = ['failed', 'invalid', 'unknown', 'waived', 'passed'] as const;
const words = {
  ...{ failed: 'NO-GO', invalid: 'INVALID', unknown: 'INCONCLUSIVE' },
  ...{ waived: 'GO', passed: 'GO' },
} as const;

test.each(Object.keys(runsByEnd) as RunEnd[])('the worst check of a phone is its verdict: %s', (end) => {
  const { derived } = publicationOf(end);
  const checks = checksOf(derived);
  for (const { device, verdict } of derived.verdict.devices) {
    const own = checks.filter((each) => each.device === device).map(({ state }) => state);
    const worst = states.find((state) => own.includes(state)) ?? 'passed';
    expect(words[worst]).toBe(verdict);
  }
});

test('what is asked is called the same from run to run, and what did not pass says why', () => {
  const [good, bad] = (['GO', 'NO-GO'] as const).map((end) => checksOf(publicationOf(end).derived));
  expect(bad?.map(({ device, suite, title }) => [device, suite, title])).toEqual(
    good?.map(({ device, suite, title }) => [device, suite, title]),
  );
  for (const { state, reason } of bad ?? []) expect(reason === null).toBe(state === 'passed');
});
