import { expect, test } from 'vitest';
import { gatePolicy } from '../../harness/experiment/gate-policy.ts';
import { gateSample } from './gate/sample.ts';
import { parts } from './parts.ts';

/**
 * The short form of the evaluation: the same targets, fewer repetitions. Timings are left to `npm run eval`, and so are the
 * parts of the gate, of which a sample stands here.
 */
const simulated = parts.filter(({ name }) => !name.startsWith('Speed') && !name.startsWith('A/B gate'));

test('there are parts to evaluate', () => {
  expect(simulated.length).toBeGreaterThanOrEqual(5);
});

test.each(simulated)('$name meets every target', { timeout: 600_000 }, async ({ rows }) => {
  const evaluated = await rows(true);
  expect(evaluated.filter(({ met }) => met !== null).length).toBeGreaterThanOrEqual(3);
  expect(evaluated.filter(({ met }) => met === false)).toEqual([]);
});

const missedBy = async (...policy: Parameters<typeof gateSample>): Promise<string[]> =>
  (await gateSample(...policy)).filter(({ met }) => met === false).map(({ what }) => what);

test('a sample of the gate meets its targets', { timeout: 120_000 }, async () => {
  expect(await missedBy()).toEqual([]);
});

test('a gate that ignores its margins misses them', { timeout: 120_000 }, async () => {
  const rules = [{ metric: 'decode_rate', marginPercent: 50, caseMarginPercent: 50 }];
  expect(await missedBy(gatePolicy.parse({ rules }))).toEqual(
    expect.arrayContaining(['−3 % is found', 'GO though −2 %', 'GO though one case −4 %']),
  );
});
