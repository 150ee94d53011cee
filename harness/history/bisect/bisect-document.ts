import { z } from 'zod';
import { metricDefinition } from '../../measure/metrics/index.ts';
import { mean } from '../../statistics/mean.ts';
import { outcomes, type Search } from './journal.ts';
import { type Ended, nextStep } from './next-step.ts';

const percent = z.number();

/** What `heatsoak bisect --json` prints: what was found, how sure it is, and by what. */
export const bisectDocument = z.object({
  v: z.literal(1),
  /** Null: it goes on, with `next`. */
  outcome: z.enum(outcomes).nullable(),
  /** The builds that the first bad one is among, with 95 % certainty, in their order. */
  among: z.array(z.string()),
  /** How likely the likeliest of them is, or that there is no loss; 0 to 1. */
  certainty: z.number().nullable(),
  /** By how much the metric changes there, per cent of the good build's; null without a loss. */
  changePercent: percent.nullable(),
  next: z.object({ build: z.string(), blocks: z.int() }).nullable(),
  builds: z.int(),
  metric: z.string(),
  suite: z.string(),
  devices: z.array(z.string()),
  /** Blocks on each phone. */
  blocks: z.int(),
  mostBlocks: z.int(),
  measured: z.array(z.object({ build: z.string(), blocks: z.int(), changePercent: percent })),
  unmeasurable: z.array(z.object({ build: z.string(), why: z.string() })),
  runs: z.array(z.string()),
});
export type BisectDocument = z.infer<typeof bisectDocument>;

/** Where a search stands, as a document. */
export function documentOfSearch(search: Search): BisectDocument {
  const { begun, measured, why, runs } = search;
  const step = nextStep(search);
  const ended: Ended | null = step.kind === 'ended' ? step : null;
  const sign = metricDefinition(begun.metric)?.direction === 'lower' ? 1 : -1;
  const changeOf = (loss: number): number => 100 * Math.expm1(sign * loss);
  const name = (build: number): string => begun.builds[build] ?? String(build);
  return {
    v: 1,
    outcome: ended?.outcome ?? null,
    among: ended?.among.map(name) ?? [],
    certainty: ended?.certainty ?? null,
    changePercent: ended === null || ended.outcome === 'no-loss' ? null : changeOf(ended.loss),
    next: step.kind === 'measure' ? { build: name(step.build), blocks: step.blocks } : null,
    builds: begun.builds.length,
    ...{ metric: begun.metric, suite: begun.suite, devices: begun.devices, mostBlocks: begun.mostBlocks },
    blocks: measured.reduce((sum, { losses }) => sum + losses.length, 0),
    measured: [...measured]
      .sort((a, b) => a.build - b.build)
      .map(({ build, losses }) => ({
        build: name(build),
        blocks: losses.length,
        changePercent: changeOf(mean(losses) ?? 0),
      })),
    unmeasurable: why.map(({ build, why: reason }) => ({ build: name(build), why: reason })),
    runs: [...runs],
  };
}
