import type { Certainty } from './certainty.ts';
import type { Direction } from './decide.ts';
import type { NoisePrior } from './estimate.ts';
import type { CellRule } from './gate-rules.ts';
import type { LaunchValues } from './levels.ts';

/** One metric of one suite, and the launches of both builds that may be compared. */
export interface ComparisonRequest {
  readonly metric: string;
  readonly name: string;
  readonly unit: string;
  readonly direction: Direction;
  readonly suite: string;
  readonly launches: readonly LaunchValues[];
  /** Every case that should have a value, also one that no launch has; absent: those of the launches. */
  readonly cases?: readonly string[];
  /** By device; null: over all of them. */
  readonly ruleOf: (device: string | null) => CellRule;
  /** Values that are all equal on a device prove no change without a test (memory). */
  readonly exact?: boolean | undefined;
  /** Set where thermal matching dropped one build's launches more often: neither no change nor an improvement is proved then. */
  readonly thermalImbalance?: string | null;
  /** Blocks are pairs of soaks, AB and BA by turns: drift cancels over pairs, not inside one. */
  readonly pairs?: boolean;
  /** How certain this analysis must be; absent: the only one of the run. */
  readonly certainty?: Certainty;
  /** What A/A nights say of a launch's noise on a device, over the cases. */
  readonly priorOf?: (device: string) => NoisePrior | null;
}
