/** How far a cell's A/A results can be trusted: `none` before the first. */
export interface AaTrust {
  /** Results that count: the newest 20 at most. */
  readonly results: number;
  /** Those whose 95 % interval does not hold zero. */
  readonly missed: number;
  readonly state: 'none' | 'ok' | 'warn' | 'alarm';
}

const NEWEST = 20;
/** By chance, three of twenty miss in 7.5 % and four in 1.6 % of cases: binomial, 20 intervals of 95 %. */
const WARN_AT = 3;
const ALARM_AT = 4;

/** @param missed whether each A/A result missed zero, oldest first */
export function aaTrust(missed: readonly boolean[]): AaTrust {
  const last = missed.slice(-NEWEST);
  const count = last.filter(Boolean).length;
  const state = count >= ALARM_AT ? 'alarm' : count >= WARN_AT ? 'warn' : 'ok';
  return { results: last.length, missed: count, state: last.length === 0 ? 'none' : state };
}
