import { expect, test } from 'vitest';
import { simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import { deriveLogs, resultOf } from './derive.ts';
import { variantRow } from './variant-row.ts';

const derived = deriveLogs(simulatedRunLogs({ speeds: { baseline: 10, candidate: 9 } }));

test('what was derived is what result.json says', () => {
  const { comparisons, measurement } = derived;
  const document = resultOf(derived);
  expect(document.comparisons).toEqual(comparisons);
  expect(document.summaries).toEqual(measurement.summaries);
});

test('a field that the schema does not know is never dropped in silence', () => {
  const [first, ...rest] = derived.comparisons;
  if (!first) throw new Error('the run has comparisons');
  const planted = { ...first, planted: 1 };
  expect(() => resultOf({ ...derived, comparisons: [planted, ...rest] })).toThrow(/planted/);
  const inChange = { ...first, pooled: { ...first.pooled, planted: 1 } };
  expect(() => resultOf({ ...derived, comparisons: [inChange, ...rest] })).toThrow(/planted/);
  const caveats = [
    { code: 'x', device: null, launch: null, message: 'm', invalidates: false, excludes: false },
  ];
  const doubted = { ...derived.measurement, caveats: caveats.map((each) => ({ ...each, planted: 1 })) };
  expect(() => resultOf({ ...derived, measurement: doubted })).toThrow(/planted/);
});

test('a row of variants has no field beside its schema', () => {
  expect(variantRow.safeParse({ planted: 1 }).error?.issues.map(({ code }) => code)).toContain(
    'unrecognized_keys',
  );
});
