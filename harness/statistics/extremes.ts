/** The smallest value; null without one. `Math.min` over a spread would overflow the stack where a log has many lines. */
export const least = (values: readonly number[]): number | null =>
  values.reduce<number | null>((known, value) => (known === null || value < known ? value : known), null);

/** The largest value; null without one. */
export const greatest = (values: readonly number[]): number | null =>
  values.reduce<number | null>((known, value) => (known === null || value > known ? value : known), null);
