/** Names that an agent gives to trials which no suite asked for; both are unscored. */

/** Touches every weight in both phases before anything is scored. */
export const WARM_UP_CASE = 'warm-up';

/** A short probe after a soak, to see whether the speed is back. */
export const RECOVERY_CASE = 'recovery';
