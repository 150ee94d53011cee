import { gatePolicy } from '../../../harness/experiment/gate-policy.ts';
import { LAUNCHES_OF_A_BLOCK } from '../../../harness/experiment/power.ts';
import { certaintyOfRule } from '../../../harness/judge/certainty.ts';
import type { MetricComparison } from '../../../harness/judge/change.ts';
import type { ExperimentValues, LaunchPlace } from '../../../harness/judge/experiment-values.ts';
import {
  compareValues,
  type JudgedValues,
  type JudgeOptions,
  judgeComparisons,
} from '../../../harness/judge/judge-values.ts';
import { interimAnalysis } from '../../../harness/judge/stopping.ts';
import { type VerdictWord, verdictWords } from '../../../harness/judge/verdict.ts';
import { drawsOf } from '../draws.ts';
import { simulateExperiment } from '../generators/experiment.ts';
import type { SimulatedPlan } from './default-plan.ts';

const shipped = gatePolicy.parse({});

/** One run of a plan to its end. */
interface EndedRun extends JudgedValues {
  /** Measured launches of a phone, on average over the phones. */
  readonly launches: number;
}

/** Runs of one cell, each judged as `heatsoak judge` would judge its rows. Equal names have equal seeds. */
export function* endedRuns(name: string, count: number, plan: SimulatedPlan): Generator<EndedRun> {
  const random = drawsOf(10, name);
  for (let i = 0; i < count; i++) yield ended(simulateExperiment(random, plan), plan);
}

/** Ends each suite on each phone where the analyses between blocks end it, and judges what was measured. */
function ended(values: ExperimentValues, plan: SimulatedPlan): EndedRun {
  const suites = [...new Set(values.cells.map(({ suite }) => suite))];
  const ends = new Map(
    values.phones.flatMap(({ id }) =>
      suites.map((suite): [string, SuiteEnd] => [`${id}/${suite}`, suiteEnd(values, id, suite, plan)]),
    ),
  );
  const measured = only(
    values,
    (place) => blocksBefore(place) < (ends.get(`${place.device}/${place.suite}`)?.blocks ?? 0),
  );
  // On one phone and in one suite the last analysis saw all there is.
  const seen = ends.size === 1 ? [...ends.values()][0]?.comparisons : null;
  const options = optionsOf(plan);
  return {
    ...judgeComparisons(measured, seen ?? compareValues(measured, options), options),
    launches: measured.made.length / values.phones.length,
  };
}

const optionsOf = ({ stopping, prior, policy = shipped }: SimulatedPlan): JudgeOptions => ({
  policy,
  certainty: certaintyOfRule(stopping ?? undefined),
  ...(prior ? { priorOf: ({ metric }) => (metric === 'footprint_peak' ? null : prior) } : {}),
});

/** Where a suite ended on a phone, and what the analysis there saw; null: none was made there. */
interface SuiteEnd {
  readonly blocks: number;
  readonly comparisons: readonly MetricComparison[] | null;
}

function suiteEnd(values: ExperimentValues, phone: string, suite: string, plan: SimulatedPlan): SuiteEnd {
  const { stopping, phones, suites } = plan;
  if (!stopping) return { blocks: plan.blocks, comparisons: null };
  const { leastBlocks, mostBlocks, halves } = stopping;
  for (let blocks = leastBlocks; blocks < mostBlocks; blocks += halves ? 0.5 : 1) {
    const sofar = only(
      values,
      (place) => place.device === phone && place.suite === suite && blocksBefore(place) < blocks,
    );
    const comparisons = compareValues(sofar, optionsOf(plan));
    const decision = interimAnalysis({
      ...{ blocks, leastBlocks, mostBlocks, sharers: phones * suites, comparisons },
      certainty: certaintyOfRule(stopping),
      required: sofar.cells.map(({ metric }) => ({ metric: metric.id })),
    });
    if (decision !== 'go-on') return { blocks, comparisons };
  }
  return { blocks: mostBlocks, comparisons: null };
}

type Place = Pick<LaunchPlace, 'device' | 'suite' | 'block' | 'position'>;

/** Blocks of its suite on its phone that come before a launch: the order is the planner's, in A B B A and B A A B. */
const blocksBefore = ({ block, position }: Place): number => Number(block) + position / LAUNCHES_OF_A_BLOCK;

/** The launches of some places, and the phones and cells that have any. */
function only(values: ExperimentValues, isKept: (place: Place) => boolean): ExperimentValues {
  const made = values.made.filter(isKept);
  return {
    made,
    phones: values.phones.filter(({ id }) => made.some(({ device }) => device === id)),
    cells: values.cells
      .filter(({ suite }) => made.some((launch) => launch.suite === suite))
      .map((cell) => ({
        ...cell,
        launches: cell.launches.filter(({ device, block, position }) =>
          isKept({ device, suite: cell.suite, block: block.slice(cell.suite.length + 1), position }),
        ),
      })),
  };
}

/** What the runs of one cell ended in, as shares, and their launches on average. */
export type CellEndings = Readonly<Record<VerdictWord, number>> & { readonly launches: number };

export function endingsOf(name: string, count: number, plan: SimulatedPlan): CellEndings {
  const found = { GO: 0, 'NO-GO': 0, INCONCLUSIVE: 0, INVALID: 0 };
  let launches = 0;
  for (const run of endedRuns(name, count, plan)) {
    found[run.verdict.verdict]++;
    launches += run.launches;
  }
  const shares = Object.fromEntries(verdictWords.map((word) => [word, found[word] / count]));
  return { ...(shares as Record<VerdictWord, number>), launches: launches / count };
}
