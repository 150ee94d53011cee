import { planBlocks } from '../../../harness/app/plan/plan-blocks.ts';
import { gatePolicy } from '../../../harness/experiment/gate-policy.ts';
import { decidingMargins, plannedGate } from '../../../harness/judge/gate-rules.ts';
import { type JudgedValues, judgeValues } from '../../../harness/judge/judge-values.ts';
import { type VerdictWord, verdictWords } from '../../../harness/judge/verdict.ts';
import { createRandom, type Random, seedOf } from '../../../harness/statistics/random.ts';
import { type PlantedExperiment, simulateExperiment } from '../generators/experiment.ts';
import { caseNames } from '../generators/launch-order.ts';

const policy = gatePolicy.parse({});

/** Runs of one cell, each judged as `heatsoak judge` would judge its rows. Equal names have equal seeds. */
export function* judgedRuns(name: string, runs: number, planted: PlantedExperiment): Generator<JudgedValues> {
  const random: Random = createRandom(seedOf(10, name));
  for (let i = 0; i < runs; i++) yield judgeValues(simulateExperiment(random, planted), { policy });
}

/** What the runs of one cell ended in, as shares. */
export type CellShares = Readonly<Record<VerdictWord, number>>;

export function sharesOf(name: string, runs: number, planted: PlantedExperiment): CellShares {
  const words = [...judgedRuns(name, runs, planted)].map(({ verdict }) => verdict.verdict);
  const share = (word: VerdictWord): number => words.filter((each) => each === word).length / runs;
  return Object.fromEntries(verdictWords.map((word) => [word, share(word)])) as CellShares;
}

/** The cases that every shipped suite has at least: one of five is the smallest part that a build may spoil. */
export const CASES = caseNames(5);

/** An experiment as `heatsoak run` plans it when nobody says how many blocks, on a typical phone. */
export async function defaultPlan(phones: number, suites = 1): Promise<PlantedExperiment> {
  const devices = Array.from({ length: phones }, (_, i) => `p${i}`);
  const margins = decidingMargins(
    plannedGate(policy, 0),
    Array.from({ length: suites }, (_, i) => `s${i}`),
  );
  const { blocks } = await planBlocks(
    {},
    {
      devices,
      gate: margins,
      casesOfSuites: Array.from({ length: suites }, () => CASES.length),
      hasBaseline: true,
    },
  );
  return { phones, blocks, suites, cases: CASES.length, family: 'typical' };
}

/** "3 phones × 8 blocks, 4 suites". */
export function sizeName({ phones, blocks, suites }: PlantedExperiment): string {
  const of = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  return `${of(phones, 'phone')} × ${of(blocks, 'block')}${suites === 1 ? '' : `, ${of(suites, 'suite')}`}`;
}
