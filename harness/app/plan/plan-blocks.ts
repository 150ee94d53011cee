import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { PlannedPower, StoppingRule } from '../../experiment/manifest.ts';
import { blocksToPass, type Prospect, plannedPowers, prospectOf } from '../../history/planned-power.ts';
import { certaintyOfRule } from '../../judge/certainty.ts';
import type { DecidingMargin } from '../../judge/gate-rules.ts';
import { metricsVersion } from '../../measure/metrics/index.ts';
import { must } from '../../statistics/must.ts';
import { readCalibration } from '../../store/calibration-store.ts';

/** How many blocks, and what is asked after each. */
export interface BlockOptions {
  /** Soaks of each build on each phone; undefined: one. */
  readonly soakPairs?: number | undefined;
  /** A fixed number; undefined: until the answer is certain, at most as many as a clean build needs to pass. */
  readonly blocks?: number | undefined;
  readonly maxBlocks?: number | undefined;
  /** Asks whether there is a loss of one and a half margins, instead of for a proof of none. */
  readonly quickGate?: boolean | undefined;
  /** Folder of the calibration store; without it nothing is known of the phones. */
  readonly store?: string | undefined;
}

/** Every analysis costs certainty, and the first one of a single block says nothing of the noise. */
const LEAST_BLOCKS = 2;
/** Fewer blocks are a try, and no verdict hangs on what the first launch found. */
export const BLOCKS_TO_CONDITION = 4;
/**
 * A quick question is asked within the second block: a loss that is large, or a build as fast as before, shows after six launches,
 * if one before them has conditioned the phone.
 */
const LEAST_BLOCKS_OF_QUICK = 1.5;

/** A quick question passes a clean build before it finds a loss as often: with so many more blocks it does (`npm run eval`). */
const BLOCKS_TO_FIND = 2;

/** A build alone is measured, and nothing is asked. */
const BLOCKS_OF_ONE_BUILD = 8;

/** The number of blocks, and what they are good for. */
export interface PlannedBlocks {
  /** Blocks per phone; with a stopping rule, the most. */
  readonly blocks: number;
  readonly stopping: StoppingRule | null;
  /** What these blocks will find, a row for each metric of the gate and phone. */
  readonly power: readonly PlannedPower[];
  /** Whether a clean build will pass, and when. */
  readonly prospect: Prospect;
}

/** What the blocks are for. */
export interface BlockPurpose {
  /** Ids of the phones. */
  readonly devices: readonly string[];
  readonly gate: readonly DecidingMargin[];
  /** Cases of each burst suite. */
  readonly casesOfSuites: readonly number[];
  /** Two builds are compared: without a question nothing ends early. */
  readonly hasBaseline: boolean;
  /** A third build is among them: halves of a block do not have as many launches of all. */
  readonly hasPinned?: boolean;
}

/** Blocks for these phones. @throws HeatsoakError `USAGE` for options that contradict each other */
export async function planBlocks(options: BlockOptions, purpose: BlockPurpose): Promise<PlannedBlocks> {
  const { devices, gate, casesOfSuites, hasBaseline, hasPinned = false } = purpose;
  const halves = !hasPinned;
  const records = options.store === undefined ? [] : (await readCalibration(options.store)).records;
  const powerOf = (blocks: number) => plannedPowers({ devices, gate, blocks, metricsVersion, records });
  const directions = new Map(gate.map(({ metric }) => [metric.id, metric.direction]));
  const designOf = (powers: readonly PlannedPower[]) => ({
    casesOfSuites,
    powers,
    directionOf: (metric: string) => must(directions.get(metric), metric),
  });
  mustAgree(options);
  const most =
    options.blocks ??
    options.maxBlocks ??
    (hasBaseline ? undefined : BLOCKS_OF_ONE_BUILD) ??
    blocksToPass(designOf(powerOf(LEAST_BLOCKS)), (blocks) =>
      certaintyOfRule(sequential(options, blocks, halves)),
    ) + (options.quickGate ? BLOCKS_TO_FIND : 0);
  const stopping = options.blocks === undefined && hasBaseline ? sequential(options, most, halves) : null;
  const power = powerOf(most);
  const levels = certaintyOfRule(stopping ?? undefined);
  const leastBlocks = stopping && Math.ceil(stopping.leastBlocks);
  return {
    blocks: most,
    stopping,
    power,
    prospect: prospectOf(designOf(power), { blocks: most, levels, leastBlocks }),
  };
}

function sequential({ quickGate }: BlockOptions, mostBlocks: number, halves: boolean): StoppingRule {
  const least =
    quickGate && halves && mostBlocks >= BLOCKS_TO_CONDITION ? LEAST_BLOCKS_OF_QUICK : LEAST_BLOCKS;
  return {
    rule: quickGate ? 'quick' : 'group-sequential',
    leastBlocks: Math.min(least, mostBlocks),
    mostBlocks,
    halves,
  };
}

function mustAgree({ quickGate, maxBlocks, blocks }: BlockOptions): void {
  if (blocks === undefined) return;
  if (maxBlocks !== undefined) {
    throw new HeatsoakError(
      'USAGE',
      '--blocks is a fixed number, and --max-blocks the most of a run that may end early',
      {
        hint: `give --max-blocks ${blocks} alone`,
      },
    );
  }
  if (quickGate) {
    throw new HeatsoakError('USAGE', '--blocks is a fixed number; the quick gate asks on the way', {
      hint: `give --quick-gate --max-blocks ${blocks}`,
    });
  }
}
