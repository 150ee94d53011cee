import { weightedHolm } from '../statistics/weighted-holm.ts';
import { ALARM, type Certainty, ONE_ANALYSIS, shareOfTests } from './certainty.ts';
import type { Change, DeviceChange, MetricComparison } from './change.ts';
import { logMargin } from './decide.ts';

/** One test of a cell: over its cases, or of one of them. */
export interface GatedTest {
  readonly comparison: MetricComparison;
  readonly device: string;
  /** Null: over all cases. */
  readonly case: string | null;
  readonly change: Change;
  /** One-sided p that it is worse, after Holm over all tests of the run and all its analyses. */
  readonly worseP: number;
  /** Two-sided p that it differs at all, after Holm. */
  readonly differsP: number;
}

/** A metric of one suite on one phone: the change over its cases first, then each case. */
export interface GatedCell {
  readonly comparison: MetricComparison;
  readonly device: string;
  readonly tests: readonly [GatedTest, ...GatedTest[]];
}

interface Weighed {
  readonly weight: number;
  readonly test: Omit<GatedTest, 'worseP' | 'differsP'>;
}

/**
 * Every cell that decides, as one family of tests, since any of them stops the run. A cell's share of the error goes
 * half to the change over its cases and half to the cases themselves: a build that is slower everywhere is found as
 * before, and one case alone cannot hide behind the others.
 */
export function gatedCells(
  comparisons: readonly MetricComparison[],
  certainty: Certainty = ONE_ANALYSIS,
): GatedCell[] {
  const weighed = comparisons.flatMap((comparison) =>
    comparison.perDevice.filter(({ decides }) => decides).map((change) => weighedTests(comparison, change)),
  );
  const family = weighed.flat();
  // Several analyses share the error: their p values are held against the whole of it after this.
  const adjusted = (pOf: (each: Weighed) => number, share: number): number[] =>
    weightedHolm(family.map((each) => ({ p: Math.min(1, pOf(each) * share), weight: each.weight })));
  const worse = adjusted(pWorse, ALARM / certainty.alarm);
  const differs = adjusted(pDiffers, shareOfTests(certainty));
  const tests = family.map(
    ({ test }, i): GatedTest => ({
      ...test,
      worseP: worse[i] ?? 1,
      differsP: differs[i] ?? 1,
    }),
  );
  return tests.flatMap((test, i) => {
    if (test.case !== null) return [];
    const next = tests.findIndex((other, j) => j > i && other.case === null);
    const ofCases = tests.slice(i + 1, next < 0 ? tests.length : next);
    return [{ comparison: test.comparison, device: test.device, tests: [test, ...ofCases] }];
  });
}

function weighedTests(comparison: MetricComparison, { cases, ...change }: DeviceChange): Weighed[] {
  const { device } = change;
  const count = cases.length;
  return [
    { weight: count > 0 ? 0.5 : 1, test: { comparison, device, case: null, change } },
    ...cases.map(({ case: name, ...own }) => ({
      weight: 0.5 / count,
      test: { comparison, device, case: name, change: own },
    })),
  ];
}

const pDiffers = ({ test: { change } }: Weighed): number => change.p ?? 1;

const pWorse = ({ test: { change } }: Weighed): number => change.worseP ?? 1;

/** How large the change is in terms of what is allowed, in logs, where margin and change are symmetric. */
export function excess({ change, comparison }: Pick<GatedTest, 'change' | 'comparison'>): number {
  const size = Math.abs(Math.log1p((change.changePercent ?? 0) / 100));
  return size / logMargin(change.allowedPercent, comparison.direction);
}

/** Certain after Holm, and larger than what is allowed. Any other regression is suspect: no stop, and no pass either. */
export const isCertainlyWorse = (test: GatedTest): boolean =>
  test.change.reading === 'regression' && test.worseP <= ALARM && excess(test) > 1;

/** Better or worse: what must not happen to one build against itself. */
export const isCertainlyDifferent = (test: GatedTest): boolean =>
  (test.change.reading === 'regression' || test.change.reading === 'improvement') &&
  test.differsP <= 2 * ALARM &&
  excess(test) > 1;

export const isCertainAmongAll = ({ worseP }: GatedTest): boolean => worseP <= ALARM;

/**
 * Why the cell is no pass: what is furthest beyond its limit, be it the change over its cases or one of them, which is allowed
 * more; null without a certain one. A mean of 28 % would say little of one case in five that lost 80.
 */
export function regressionIn({ tests }: GatedCell): GatedTest | null {
  const [first, ...more] = tests.filter(isCertainlyWorse);
  if (!first) return null;
  return more.reduce((worst, test) => (excess(test) > excess(worst) ? test : worst), first);
}
