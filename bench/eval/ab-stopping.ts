import { logMargin } from '../../harness/judge/decide.ts';
import { type Estimate, pooledEstimate } from '../../harness/judge/estimate.ts';
import { interimAnalysis, leastBlocksBeforeStop } from '../../harness/judge/stopping.ts';
import { mean } from '../../harness/statistics/mean.ts';
import { createRandom, seedOf } from '../../harness/statistics/random.ts';
import { contrastsOf } from './ab-coverage.ts';
import { type BlockFamily, blockFamilies, simulateBlocks } from './generators/blocks.ts';
import { groupSequentialTest } from './group-sequential.ts';
import { atMost, forComparison, type Part, percent, type Row, within } from './row.ts';

const MOST_BLOCKS = 16;
const MARGIN_PERCENT = 2;
const ALPHA = 0.05;

/** Where a run ends, and what it rejects. */
interface Ending {
  readonly estimate: Estimate;
  readonly blocks: number;
  readonly rejected: boolean;
}

type Rule = (estimate: Estimate, contrasts: readonly (readonly number[])[], blocks: number) => boolean | null;

/** Ends on the first block where the interval of every device together is narrow enough; null: go on. */
const fixedWidth: Rule = (estimate, contrasts, blocks) => {
  const half = (estimate.ci95[1] - estimate.ci95[0]) / 2;
  const target = logMargin(MARGIN_PERCENT, 'higher') / 2;
  const budget = { leastBlocks: leastBlocksBeforeStop(contrasts.length), mostBlocks: MOST_BLOCKS };
  const next = interimAnalysis([{ metric: '', halfWidth: half, target }], blocks, budget);
  return next === 'go-on' ? null : estimate.p < ALPHA;
};

const groupSequential: Rule = (estimate, _, blocks) => {
  const { next } = groupSequentialTest(blocks, estimate.p);
  return next === 'go-on' ? null : next === 'reject';
};

/** What must not be done: test after every block, and stop at the first p below .05. */
const peeking: Rule = (estimate, _, blocks) =>
  blocks >= 3 && estimate.p < ALPHA ? true : blocks >= MOST_BLOCKS ? false : null;

function endings(
  rule: Rule,
  family: BlockFamily,
  devices: number,
  repetitions: number,
  seed: number,
): Ending[] {
  const random = createRandom(seed);
  return Array.from({ length: repetitions }, () => {
    const all = contrastsOf(
      simulateBlocks(random, blockFamilies[family], { devices, blocks: MOST_BLOCKS, effect: 0 }),
    );
    for (let blocks = 3; ; blocks++) {
      const contrasts = all.map((own) => own.slice(0, blocks));
      const estimate = pooledEstimate(contrasts);
      const rejected = estimate && rule(estimate, contrasts, blocks);
      if (estimate && rejected !== null) return { estimate, blocks, rejected };
    }
  });
}

function rowsOf(short: boolean): Row[] {
  const repetitions = short ? 400 : 2000;
  const run = (name: string, rule: Rule, family: BlockFamily, devices: number) => {
    const found = endings(rule, family, devices, repetitions, seedOf(5, name));
    const held = found.filter(({ estimate }) => estimate.ci95[0] <= 0 && estimate.ci95[1] >= 0).length;
    return {
      coverage: held / repetitions,
      rejected: found.filter(({ rejected }) => rejected).length / repetitions,
      blocks: mean(found.map(({ blocks }) => blocks)) ?? 0,
    };
  };
  const margin = short ? 0.025 : 0.01;
  const fixed = (family: BlockFamily, devices: number): Row[] => {
    const name = `fixed width: ${family}, ${devices} device${devices > 1 ? 's' : ''}`;
    const { coverage, blocks } = run(name, fixedWidth, family, devices);
    const what = `${name}: interval holds the truth`;
    return [
      // Where noise makes it test often, a rule that stops when the interval happens to be narrow costs coverage.
      family === 'typical'
        ? within(what, coverage, 0.95 - 1.5 * margin, 0.95 + 1.5 * margin)
        : forComparison(what, percent(coverage)),
      forComparison(`${name}: blocks a device`, blocks.toFixed(1)),
    ];
  };
  const sequential = run('three interim analyses', groupSequential, 'typical', 3);
  const peeked = run('peeking', peeking, 'typical', 3);
  return [
    ...fixed('typical', 3),
    ...(short ? [] : [...fixed('typical', 1), ...fixed('noisy', 1), ...fixed('noisy', 3)]),
    atMost('three interim analyses: rejects when nothing changed', sequential.rejected, ALPHA + margin),
    forComparison('three interim analyses: interval holds the truth', percent(sequential.coverage)),
    atMost('must fail: interval after peeking', peeked.coverage, 0.88),
  ];
}

export const abStopping: Part = { name: 'A/B stopping', rows: rowsOf };
