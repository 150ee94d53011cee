import type { VerdictWord } from '../../harness/judge/verdict.ts';
import { createRandom, type Random, seedOf } from '../../harness/statistics/random.ts';
import { type BlockFamily, type BlockNoise, blockFamilies, CASES } from './generators/blocks.ts';
import { atMost, forComparison, type Part, percent, type Row } from './row.ts';
import { simulatedComparison, simulatedVerdict } from './simulated-verdict.ts';

/** Where the candidate is slower, and by how much. */
interface Planted {
  readonly lossPercent: number;
  /** How many cases of each suite, and how many suites, have the loss. */
  readonly cases: number;
  readonly suites: number;
}

interface Design {
  readonly devices: number;
  readonly blocks: number;
  readonly suites: number;
}

const clean: Planted = { lossPercent: 0, cases: 0, suites: 0 };

/** Memory is nearly the same from launch to launch, and has one value a launch. */
const EXACT: BlockNoise = { block: 0, launch: 1e-5, trial: 0, outliers: 0, throttled: 0 };

/** A run with the three metrics that decide of bursts, over several suites; the loss is planted in the decode speed. */
function verdictOf(random: Random, family: BlockFamily, design: Design, planted: Planted): VerdictWord {
  const suites = Array.from({ length: design.suites }, (_, i) => i);
  const comparisons = suites.flatMap((suite) => {
    const noise = blockFamilies[family];
    const loss = suite < planted.suites ? Math.log1p(-planted.lossPercent / 100) : 0;
    const slow = { effect: loss, cases: CASES.slice(0, planted.cases) };
    return [
      simulatedComparison(random, { metric: 'decode_rate', suite, noise, design: { ...design, ...slow } }),
      simulatedComparison(random, { metric: 'ttft', suite, noise, design: { ...design, effect: 0 } }),
      simulatedComparison(random, {
        metric: 'footprint_peak',
        suite,
        noise: EXACT,
        design: { ...design, effect: 0 },
      }),
    ];
  });
  return simulatedVerdict(comparisons, design.devices);
}

function share(
  what: string,
  count: number,
  word: VerdictWord,
  ...[family, design, planted]: [BlockFamily, Design, Planted]
): number {
  const random = createRandom(seedOf(6, what));
  let found = 0;
  for (let i = 0; i < count; i++) if (verdictOf(random, family, design, planted) === word) found++;
  return found / count;
}

const designs: readonly Design[] = [
  { devices: 1, blocks: 8, suites: 1 },
  { devices: 3, blocks: 8, suites: 1 },
  { devices: 1, blocks: 8, suites: 4 },
];
const nameOf = ({ devices, blocks, suites }: Design): string =>
  `${devices} × ${blocks} blocks, ${suites} ${suites === 1 ? 'suite' : 'suites'}`;

function rowsOf(short: boolean): Row[] {
  const count = short ? 400 : 2000;
  return designs.flatMap((design) => {
    const of = (word: VerdictWord, what: string, planted: Planted, family: BlockFamily = 'typical') => {
      const name = `${what}: ${nameOf(design)}`;
      return [name, share(name, count, word, family, design, planted)] as const;
    };
    const suites = design.suites;
    return [
      atMost(
        ...of('GO', 'GO though one case of six is 4 % slower', { lossPercent: 4, cases: 1, suites: 1 }),
        0.01,
      ),
      atMost(
        ...of('GO', 'GO though one case of six is 50 % slower', { lossPercent: 50, cases: 1, suites: 1 }),
        0,
      ),
      atMost(...of('GO', 'GO though one suite is 4 % slower', { lossPercent: 4, cases: 6, suites: 1 }), 0.01),
      atMost(
        ...of('GO', 'GO though one case of six is on its own margin', {
          lossPercent: 3.5,
          cases: 1,
          suites: 1,
        }),
        0.05,
      ),
      atMost(...of('GO', 'GO of all cases on the margin', { lossPercent: 2, cases: 6, suites }), 0.05),
      atMost(...of('NO-GO', 'NO-GO of a clean run', clean), 0.01),
      forComparison(
        of('GO', 'GO of a clean run', clean)[0],
        percent(of('GO', 'GO of a clean run', clean)[1]),
      ),
    ];
  });
}

export const abCells: Part = { name: 'A/B cells', rows: rowsOf };
