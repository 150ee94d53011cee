import { decide, logMargin } from '../../harness/judge/decide.ts';
import { pooledEstimate } from '../../harness/judge/estimate.ts';
import type { VerdictWord } from '../../harness/judge/verdict.ts';
import { createRandom, type Random, seedOf } from '../../harness/statistics/random.ts';
import { contrastsOf } from './ab-coverage.ts';
import { type BlockFamily, blockFamilies, simulateBlocks } from './generators/blocks.ts';
import { atLeast, atMost, type Part, type Row } from './row.ts';
import { simulatedComparison, simulatedVerdict } from './simulated-verdict.ts';

const MARGIN_PERCENT = 2;
/** One phone, and three; the blocks that the defaults plan. */
const defaults = [
  { devices: 1, blocks: 8 },
  { devices: 3, blocks: 8 },
] as const;
type Design = (typeof defaults)[number];

/** The verdict of a run with three independent gating metrics, of which the first has the effect. */
function verdictOf(random: Random, family: BlockFamily, design: Design, effect: number): VerdictWord {
  const comparisons = ['decode_rate', 'ttft', 'prefill_rate'].map((metric, i) =>
    simulatedComparison(random, {
      metric,
      suite: 0,
      noise: blockFamilies[family],
      design: { ...design, effect: i === 0 ? effect : 0 },
    }),
  );
  return simulatedVerdict(comparisons, design.devices);
}

const nameOf = ({ devices, blocks }: Design): string => `${devices} × ${blocks} blocks`;

function gateRows(short: boolean): Row[] {
  const share = (
    what: string,
    count: number,
    family: BlockFamily,
    design: Design,
    effect: number,
  ): number => {
    const random = createRandom(seedOf(2, what));
    let stopped = 0;
    for (let i = 0; i < count; i++) if (verdictOf(random, family, design, effect) === 'NO-GO') stopped++;
    return stopped / count;
  };
  const families: readonly BlockFamily[] = short ? ['typical'] : ['quiet', 'typical', 'noisy'];
  const clean = families.flatMap((family) =>
    defaults.map((design) => {
      const what = `NO-GO of a clean run: ${family}, ${nameOf(design)}, three gating metrics`;
      return atMost(
        what,
        share(what, short ? 1000 : 4000, family, design, 0),
        0.01,
        (value) => `${(100 * value).toFixed(2)} %`,
      );
    }),
  );
  const stopped = defaults.flatMap((design) =>
    [
      { lossPercent: 3, limit: 0.9 },
      { lossPercent: 5, limit: 0.99 },
    ].map(({ lossPercent, limit }) => {
      const what = `NO-GO at −${lossPercent} % decode speed: typical, ${nameOf(design)}`;
      const effect = Math.log1p(-lossPercent / 100);
      return atLeast(what, share(what, short ? 300 : 1000, 'typical', design, effect), limit);
    }),
  );
  return [...clean, ...stopped];
}

/** How often one gating metric alone reads `regression`, on typical noise and over the devices of the design. */
function powerRows(short: boolean): Row[] {
  const targets = [
    { lossPercent: 3, limit: 0.9 },
    { lossPercent: 5, limit: 0.99 },
  ];
  return defaults.flatMap((design) =>
    targets.map(({ lossPercent, limit }) => {
      const what = `−${lossPercent} % is a regression: typical, ${nameOf(design)}`;
      const random = createRandom(seedOf(3, what));
      const count = short ? 400 : 2000;
      let found = 0;
      for (let i = 0; i < count; i++) {
        const effect = Math.log1p(-lossPercent / 100);
        if (readingOf(random, design, effect) === 'regression') found++;
      }
      return atLeast(what, found / count, limit);
    }),
  );
}

function readingOf(random: Random, design: Design, effect: number) {
  const launches = simulateBlocks(random, blockFamilies.typical, { ...design, effect });
  const estimate = pooledEstimate(contrastsOf(launches));
  return estimate ? decide(estimate, 'higher', MARGIN_PERCENT).reading : 'not-enough-evidence';
}

/** With an effect as large as the margin `no change` may be said in 5 % of cases, and with twice the margin never. */
function proofRows(short: boolean): Row[] {
  const count = short ? 1000 : 4000;
  return defaults.flatMap((design) =>
    [1, 2].map((times) => {
      const what = `“no change” though the truth is ${times === 1 ? 'on' : 'twice'} the margin: ${nameOf(design)}`;
      const random = createRandom(seedOf(4, what));
      let wrong = 0;
      for (let i = 0; i < count; i++)
        if (readingOf(random, design, -times * logMargin(MARGIN_PERCENT, 'higher')) === 'no-change') wrong++;
      return atMost(what, wrong / count, times === 1 ? 0.065 : 0.001);
    }),
  );
}

export const abVerdicts: Part = {
  name: 'A/B verdicts',
  rows: (short) => [...gateRows(short), ...powerRows(short), ...proofRows(short)],
};
