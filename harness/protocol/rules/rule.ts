import type { CheckedLaunch } from './checked-launch.ts';
import type { Violation } from './violation.ts';

/** What every launch of every agent keeps to. */
export interface Rule {
  /** Stable, such as `time-order`. */
  readonly id: string;
  /** What must hold, in one sentence. */
  readonly says: string;
  /** Where the launch breaks it; null where nothing in the launch shows whether it holds. */
  check(launch: CheckedLaunch): readonly Violation[] | null;
}
