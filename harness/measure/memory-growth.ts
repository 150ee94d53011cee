import { greatest } from '../statistics/extremes.ts';
import { median } from '../statistics/median.ts';
import { pairSlopes, type SenSlope, senSlope } from '../statistics/sen-slope.ts';
import type { TurnMemory } from './turn-memory.ts';

/** Rounds in which growth and fill are told apart; each leaves about a tenth of the error of the one before. */
const ROUNDS = 8;

/**
 * Bytes a turn by which memory grows from cycle to cycle of a rolling context. A cache that is charged as it fills rises in each
 * cycle and falls with each rollover: that is no growth, so a cycle's level is what is left of its turns' memory after what their
 * fill explains. Turns of one cycle are no evidence of their own, since an allocator moves in steps that outlast a turn.
 * Null with too few cycles for an interval.
 */
export function memoryGrowth(turns: readonly TurnMemory[]): SenSlope | null {
  const warm = thinned(withoutFilling(turns));
  const cycles = [...new Set(warm.map(({ cycle }) => cycle))].map((cycle) =>
    warm.filter((turn) => turn.cycle === cycle),
  );
  let growth: SenSlope | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    const perToken = bytesPerToken(cycles, growth?.slope ?? 0);
    growth = senSlope(
      cycles.map((cycle) => ({
        x: middle(cycle.map(({ turn }) => turn)),
        y: middle(cycle.map(({ footprintBytes, fill }) => footprintBytes - perToken * fill)),
      })),
    );
  }
  return growth;
}

/**
 * Turns from when the context is half full for the first time: what is allocated once is allocated by then, and every later
 * cycle covers the same fills.
 */
function withoutFilling(turns: readonly TurnMemory[]): readonly TurnMemory[] {
  const half = (greatest(turns.map(({ fill }) => fill)) ?? 0) / 2;
  return turns.slice(turns.findIndex(({ fill }) => fill > half));
}

/** Half an hour has two hundred turns on the fastest phone; a log of a hundred thousand has too many pairs. */
const MOST_TURNS = 400;

function thinned(turns: readonly TurnMemory[]): readonly TurnMemory[] {
  const every = Math.ceil(turns.length / MOST_TURNS);
  return turns.filter((_, i) => i % every === 0);
}

/** What a token in the context takes, by turns of the same cycle, growth from turn to turn taken out. */
function bytesPerToken(cycles: readonly (readonly TurnMemory[])[], bytesPerTurn: number): number {
  const slopes = cycles.flatMap((cycle) =>
    pairSlopes(
      cycle.map(({ fill, footprintBytes, turn }) => ({ x: fill, y: footprintBytes - bytesPerTurn * turn })),
    ),
  );
  return median(slopes) ?? 0;
}

const middle = (values: readonly number[]): number => median(values) ?? 0;
