/** How readily a change of level is reported. Sizes are in log units, lengths in nights. */
export interface TriggerParameters {
  readonly name: 'trigger' | 'alert' | 'strict';
  /** Penalty of a change point, in units of ln(n)·σ². */
  readonly penaltyFactor: number;
  readonly pLimit: number;
  readonly leastShift: number;
}

/** The default: cheap, and followed by a confirming A/B. */
export const trigger: TriggerParameters = {
  name: 'trigger',
  penaltyFactor: 3,
  pLimit: 0.005,
  leastShift: 0.01,
};

/** For an alert that nothing confirms. */
export const alert: TriggerParameters = {
  name: 'alert',
  penaltyFactor: 4,
  pLimit: 0.001,
  leastShift: 0.015,
};

/** For an alert that wakes somebody. */
export const strict: TriggerParameters = {
  name: 'strict',
  penaltyFactor: 5,
  pLimit: 0.0001,
  leastShift: 0.015,
};

/** Common to the three sets; judgements of the specification, set once and not tuned. */
export const WINDOW = 60;
export const LEAST_NIGHTS = 16;
export const NOISE_FLOOR = 0.003;
export const LEAST_SEGMENT = 4;
export const OLDEST_CHANGE = 25;
export const BEFORE_LENGTH = 25;
/** A second trigger this near to an earlier one of the same direction is the same change. */
export const DUPLICATE_WITHIN = 5;
/**
 * The confirming A/B takes its good build at least this many nights before the located one: a change that is located
 * late would else be compared with itself. By simulation this costs nothing and finds more (docs/decisions/0015).
 */
export const SURELY_BEFORE = 3;
