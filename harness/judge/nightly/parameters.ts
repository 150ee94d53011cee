/** How a change of level is told from what a series does by itself. Sizes are in log units, lengths in nights. */
export interface NightlyParameters {
  readonly name: 'trigger' | 'alert' | 'strict';
  /** How many nights may stand for the new level. One bad launch cannot fake three; a step of 2 % takes twenty to show. */
  readonly lengths: readonly number[];
  /** How many nights may stand for the old level: few follow a drift, many are steadier. The clearer of the two answers. */
  readonly befores: readonly number[];
  readonly leastBefore: number;
  /** Nights that say how the series moves by itself: a quarter of a year. */
  readonly history: number;
  /** The bound for many new nights and a long history, in sizes of the series' own moves. */
  readonly base: number;
  /** What the bound grows by for few new nights, divided by their number: the tails of many average out. */
  readonly few: number;
  /**
   * What a short history widens the bound by: × (1 + (young / nights)³), as the quantile of a t with few degrees of freedom.
   * A size learnt from few nights is uncertain, and a slow movement may not have shown yet.
   */
  readonly young: number;
  /**
   * The two with a pinned build, which takes the day's slow movement out of the series: less can hide from a short history,
   * and the bound can be higher, as steps stand out by far.
   */
  readonly paired: { readonly base: number; readonly young: number };
  /** Stretches' worth of belief in the noise between nights: without it a lucky history makes a tiny size. */
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
  lengths: [3, 5, 10, 15, 20],
  befores: [25, 60],
  leastBefore: 12,
  history: 90,
  base: 2.7,
  few: 3,
  young: 42,
  paired: { base: 3, young: 30 },
  prior: 20,
  shareAfter: 0.75,
  novelty: 1.5,
  leastShift: 0.015,
  penalty: 3.5,
};

/** Sensitive, as a confirming A/B settles it: finds two in three steps of 2 % where `alert` finds two in five. */
export const trigger: NightlyParameters = {
  ...alert,
  name: 'trigger',
  base: 1.8,
  young: 30,
  paired: { base: 2.3, young: 22 },
  shareAfter: 0.7,
  novelty: 0.25,
  leastShift: 0.01,
  penalty: 2.5,
};

/** For an alert that wakes somebody. */
export const strict: NightlyParameters = {
  ...alert,
  name: 'strict',
  base: 3.5,
  paired: { base: 4, young: 30 },
  penalty: 5,
};

/** The same readiness on a series of ratios to a pinned build. */
export const whenPaired = (parameters: NightlyParameters): NightlyParameters => ({
  ...parameters,
  ...parameters.paired,
});

/** Below it, noise is rounding. */
export const NOISE_FLOOR = 0.003;
/** Fewer nights hold no level and nothing beside it. */
export const LEAST_NIGHTS = 16;
/** Nine in ten changes are located within so many nights of the true one (bench/eval, all families). */
export const LOCATED_WITHIN = 3;
/**
 * Of changes from so many times what the series moves by itself on, one in a hundred is located more than three nights late; of
 * smaller ones one in ten, and one in twenty more than seven (by simulation).
 */
const STANDS_OUT = 5;
/**
 * How many nights before the located one the confirming A/B takes its good build, at least: a change that is located late
 * would else be compared with itself. By simulation the week confirms 6 more of 100 steps of 2 %, at equal false alarms.
 * @param times the change in units of what its series moves by itself
 */
export const surelyBefore = (times: number): number => (times < STANDS_OUT ? 7 : 3);
