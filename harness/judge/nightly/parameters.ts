/** How a change of level is told from what a series does by itself. Sizes are in log units, lengths in nights. */
export interface NightlyParameters {
  readonly name: 'trigger' | 'alert' | 'strict';
  /** How many nights may stand for the new level. One bad launch cannot fake three nights. */
  readonly lengths: readonly number[];
  /** Nights that may stand for the old level, the newest ones: few enough to follow a drift. */
  readonly before: number;
  readonly leastBefore: number;
  /** Nights that say how the series moves by itself: a quarter of a year. */
  readonly history: number;
  /** The bound for many new nights and a long history, in sizes of the series' own moves. */
  readonly base: number;
  /** What the bound grows by for few new nights, divided by their number: the tails of many average out. */
  readonly few: number;
  /** What a short history widens the bound by: × (1 + (young / nights)²), as the quantile of a t with few degrees of freedom. */
  readonly young: number;
  /** Stretches' worth of belief that nights are independent: without it a lucky history makes a tiny size. */
  readonly prior: number;
  /** The share of the new nights that must lie beyond the midpoint of the two levels. */
  readonly shareAfter: number;
  /** How far the new level must lie beyond every level that the history held for as long, in sizes: a mode that recurs is no change. */
  readonly novelty: number;
  readonly leastShift: number;
  /** What each cut of a whole series costs, times ln(n): its place, and the level after it. */
  readonly penalty: number;
}

/** Stands alone: nothing confirms it. Chosen on the training series of bench/eval; every value lies on a wide plateau. */
export const alert: NightlyParameters = {
  name: 'alert',
  lengths: [3, 5, 10, 15],
  before: 25,
  leastBefore: 12,
  history: 90,
  base: 3,
  few: 3,
  young: 35,
  prior: 12,
  shareAfter: 0.8,
  novelty: 0.5,
  leastShift: 0.015,
  penalty: 3,
};

/** Cheap, and followed by a confirming A/B that settles it. */
export const trigger: NightlyParameters = {
  ...alert,
  name: 'trigger',
  base: 2.3,
  young: 25,
  leastShift: 0.01,
  penalty: 2,
};

/** For an alert that wakes somebody. */
export const strict: NightlyParameters = { ...alert, name: 'strict', base: 4, penalty: 4.5 };

/** With a pinned build the day's own movement is out of the series, and a short history hides less of it. */
const YOUNG_PAIRED = 25;

/** The same readiness on a series of ratios to a pinned build. */
export const whenPaired = (parameters: NightlyParameters): NightlyParameters => ({
  ...parameters,
  young: Math.min(parameters.young, YOUNG_PAIRED),
});

/** Below it, noise is rounding. */
export const NOISE_FLOOR = 0.003;
/** Fewer nights hold too few past moves. */
export const LEAST_NIGHTS = 24;
/** Fewer past moves say nothing about tonight's. */
export const LEAST_MOVES = 6;
/**
 * The confirming A/B takes its good build at least this many nights before the located one: a change that is located
 * late would else be compared with itself. By simulation this costs nothing and finds more (docs/decisions/0015).
 */
export const SURELY_BEFORE = 3;
