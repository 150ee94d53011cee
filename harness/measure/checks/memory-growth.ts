import { growthPerTurn } from '../metrics/growth-per-turn.ts';
import type { LaunchCheck } from './check.ts';

/** A page of an A-series chip, MiB: less a turn is rounding. */
const PAGE_MIB = 1 / 64;

/** Growth that is certain, however little it is; what is too much is the gate's to say. */
export const memoryGrowthCheck: LaunchCheck = {
  code: 'memory-grows',
  rule: 'memory does not grow from turn to turn of a conversation, by a page or more beyond doubt',
  effect: 'note',
  find(launch, { session }) {
    const [growth] = growthPerTurn.compute(launch, { session, reference: [] });
    const [value, half] = [growth?.value ?? 0, growth?.plusMinus ?? 0];
    return value - half > PAGE_MIB
      ? `memory grows by ${value.toFixed(2)} ± ${half.toFixed(2)} MiB a turn of ${growth?.case}`
      : null;
  },
};
