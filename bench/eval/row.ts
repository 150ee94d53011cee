/** One line of the evaluation's table. */
export interface Row {
  readonly what: string;
  /** In words, such as "94–96 %". */
  readonly target: string;
  readonly value: string;
  /** Null: shown for comparison, with nothing to meet. */
  readonly met: boolean | null;
}

/** A part of the evaluation. `short` keeps the same targets with fewer repetitions, for CI. */
export interface Part {
  readonly name: string;
  readonly rows: (short: boolean) => Row[] | Promise<Row[]>;
}

export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

/** A row whose value must not be below. */
export const atLeast = (what: string, value: number, limit: number, show = percent): Row => ({
  what,
  target: `≥ ${show(limit)}`,
  value: show(value),
  met: value >= limit,
});

/** A row whose value must not be above. */
export const atMost = (what: string, value: number, limit: number, show = percent): Row => ({
  what,
  target: `≤ ${show(limit)}`,
  value: show(value),
  met: value <= limit,
});

export const within = (what: string, value: number, low: number, high: number, show = percent): Row => ({
  what,
  target: `${show(low)} … ${show(high)}`,
  value: show(value),
  met: value >= low && value <= high,
});

export const forComparison = (what: string, value: string): Row => ({ what, target: '', value, met: null });

export const plain =
  (digits: number, unit = '') =>
  (value: number): string =>
    `${value.toFixed(digits)}${unit}`;
