import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { PlannedPower, StoppingRule } from '../../experiment/manifest.ts';
import { blocksForNoise, plannedPowers } from '../../history/planned-power.ts';
import type { DecidingMargin } from '../../judge/gate-rules.ts';
import { leastBlocksBeforeStop } from '../../judge/stopping.ts';
import { metricsVersion } from '../../measure/metrics/index.ts';
import { readCalibration } from '../../store/calibration-store.ts';

/** How many blocks, and whether fewer may do. */
export interface BlockOptions {
  /** Soaks of each build on each phone; undefined: one. */
  readonly soakPairs?: number | undefined;
  /** Undefined: enough for the noise that A/A runs taught, else the default. */
  readonly blocks?: number | undefined;
  readonly stopEarly?: boolean | undefined;
  readonly maxBlocks?: number | undefined;
  /** Folder of the calibration store; without it nothing is known of the phones. */
  readonly store?: string | undefined;
}

/** At typical noise these find 3 % in nine of ten runs; as many on each phone, since each needs its own proof. */
const DEFAULT_BLOCKS = 8;
/** The fixed-width rule was measured with this budget (`npm run eval` checks it). */
const DEFAULT_MOST_BLOCKS = 16;

/** The number of blocks, and what they are good for. */
export interface PlannedBlocks {
  /** Blocks per phone; with a stopping rule, its budget. */
  readonly blocks: number;
  readonly stopping: StoppingRule | null;
  /** What these blocks will find, a row for each metric of the gate and phone. */
  readonly power: readonly PlannedPower[];
}

/** Blocks for these phones, by their ids. @throws HeatsoakError `USAGE` for options that contradict each other */
export async function planBlocks(
  options: BlockOptions,
  devices: readonly string[],
  gate: readonly DecidingMargin[],
): Promise<PlannedBlocks> {
  const records = options.store === undefined ? [] : (await readCalibration(options.store)).records;
  const powerOf = (blocks: number) => plannedPowers({ devices, gate, blocks, metricsVersion, records });
  const stopping = stoppingOf(options, devices.length);
  const asked = stopping?.mostBlocks ?? options.blocks;
  const blocks = asked ?? blocksForNoise(powerOf(DEFAULT_BLOCKS)) ?? DEFAULT_BLOCKS;
  return { blocks, stopping, power: powerOf(blocks) };
}

function stoppingOf({ stopEarly, maxBlocks, blocks }: BlockOptions, phones: number): StoppingRule | null {
  if (!stopEarly) {
    if (maxBlocks === undefined) return null;
    throw new HeatsoakError('USAGE', '--max-blocks is the budget of a run that may stop early', {
      hint: `add --stop-early, or give --blocks ${maxBlocks}`,
    });
  }
  if (blocks !== undefined) {
    throw new HeatsoakError('USAGE', '--blocks is a fixed number; a run that may stop early has a budget', {
      hint: `give --stop-early --max-blocks ${blocks}`,
    });
  }
  const leastBlocks = leastBlocksBeforeStop(phones);
  const mostBlocks = maxBlocks ?? DEFAULT_MOST_BLOCKS;
  if (mostBlocks > leastBlocks) return { rule: 'fixed-width', leastBlocks, mostBlocks };
  throw new HeatsoakError(
    'USAGE',
    `--max-blocks ${mostBlocks} leaves nothing to stop: the first interim analysis is after ${leastBlocks} blocks`,
    { hint: `name more than ${leastBlocks}, or plan a fixed number with --blocks ${mostBlocks}` },
  );
}
