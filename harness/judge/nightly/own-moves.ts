import { midMean } from '../../statistics/mid-mean.ts';
import { must } from '../../statistics/must.ts';
import type { NightlyParameters } from './parameters.ts';

/** Nights [from, to). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What stands for the level before a night. */
interface Before {
  readonly level: number;
  readonly nights: number;
}

/** Moves of a stretch of nights: how many are known, and the sum of their squares. */
export interface Moves {
  readonly count: number;
  readonly squares: number;
}

/** Running sums of moves up to each night: numbers in rows, as objects would be most of the work. */
interface RunningMoves {
  readonly counts: number[];
  readonly squares: number[];
}

/**
 * Levels of a series and how it moved between them, remembered: while nights come none of them changes, until a change is
 * raised and its night starts a level of its own.
 */
export class OwnMoves {
  readonly #logs: readonly number[];
  readonly #leastBefore: number;
  readonly #starts = [0];
  /** By length, of the nights from each night on. */
  readonly #levels = new Map<number, number[]>();
  /** By reach, of the nights before each night; NaN where they are too few. */
  readonly #befores = new Map<number, number[]>();
  /** By length and reach. */
  readonly #moves = new Map<number, Map<number, RunningMoves>>();

  /** @param logs one finite log a night that exists, oldest first, all of one epoch; nights to come are never read */
  constructor(logs: readonly number[], { leastBefore }: NightlyParameters) {
    this.#logs = logs;
    this.#leastBefore = leastBefore;
  }

  /** First nights of the levels known, oldest first. */
  get starts(): readonly number[] {
    return this.#starts;
  }

  get newestStart(): number {
    return must(this.#starts.at(-1), 'the first level');
  }

  /** From here on a new level is known: what reaches across its first night is forgotten. */
  begin(night: number): void {
    this.#starts.push(night);
    for (const befores of this.#befores.values()) forgetFrom(befores, night);
    for (const [length, byReach] of this.#moves)
      for (const { counts, squares } of byReach.values())
        for (const known of [counts, squares]) forgetFrom(known, Math.max(0, night - length + 1));
  }

  /** Mid-mean of `length` nights from `at` on. */
  level(at: number, length: number): number {
    const known = inMap(this.#levels, length, () => []);
    for (let i = known.length; i <= at; i++) known.push(must(midMean(this.#logs, i, i + length), 'a level'));
    return Number(known[at]);
  }

  /** Mid-mean of the nights before `at` that stand for its level, at most `reach`; null when they are too few. */
  before(at: number, reach: number): Before | null {
    const level = this.#before(at, reach);
    return Number.isNaN(level) ? null : { level, nights: Math.min(reach, at - this.#startAt(at)) };
  }

  /** Moves of a level of `length` nights away from that before it, on every night of the stretch where both are known. */
  movesIn({ from, to }: Stretch, length: number, reach: number): Moves {
    const byReach = inMap(this.#moves, length, () => new Map<number, RunningMoves>());
    const { counts, squares } = inMap(byReach, reach, () => ({ counts: [], squares: [] }));
    for (let i = counts.length; i < to; i++) {
      const move = this.#move(i, length, reach);
      const isKnown = !Number.isNaN(move);
      counts.push((counts[i - 1] ?? 0) + (isKnown ? 1 : 0));
      squares.push((squares[i - 1] ?? 0) + (isKnown ? move ** 2 : 0));
    }
    const within = (sums: readonly number[]): number => (sums[to - 1] ?? 0) - (sums[from - 1] ?? 0);
    return { count: within(counts), squares: Math.max(0, within(squares)) };
  }

  #before(at: number, reach: number): number {
    const known = inMap(this.#befores, reach, () => []);
    for (let i = known.length; i <= at; i++) {
      const start = this.#startAt(i);
      const isKnown = i - start >= this.#leastBefore;
      known.push(isKnown ? must(midMean(this.#logs, Math.max(start, i - reach), i), 'a level') : Number.NaN);
    }
    return Number(known[at]);
  }

  /** NaN where the level before is not known, or another one starts within the nights. */
  #move(at: number, length: number, reach: number): number {
    const crosses = this.#starts.some((start) => start > at && start < at + length);
    return crosses ? Number.NaN : this.level(at, length) - this.#before(at, reach);
  }

  #startAt(at: number): number {
    return this.#starts.findLast((start) => start <= at) ?? 0;
  }
}

function forgetFrom(known: unknown[], night: number): void {
  if (known.length > night) known.length = night;
}

function inMap<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
