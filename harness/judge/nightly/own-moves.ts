import { median } from '../../statistics/median.ts';
import { midMean } from '../../statistics/mid-mean.ts';
import { must } from '../../statistics/must.ts';
import type { NightlyParameters } from './parameters.ts';

/**
 * Levels of a series and how it moved between them, remembered: while nights come none of them changes, until a change is
 * raised and its night starts a level of its own.
 */
export class OwnMoves {
  readonly #logs: readonly number[];
  readonly #parameters: NightlyParameters;
  readonly #starts = [0];
  readonly #levels = new Map<number, number[]>();
  readonly #moves = new Map<number, number[]>();

  /** @param logs one finite log a night that exists, oldest first, all of one epoch; nights to come are never read */
  constructor(logs: readonly number[], parameters: NightlyParameters) {
    this.#logs = logs;
    this.#parameters = parameters;
  }

  /** First night of the newest level known. */
  get newestStart(): number {
    return must(this.#starts.at(-1), 'the first level');
  }

  /** From here on a new level is known. */
  begin(night: number): void {
    this.#starts.push(night);
    for (const [length, moves] of this.#moves) moves.length = Math.min(moves.length, night - length + 1);
  }

  /** Mid-mean of `length` nights from `at` on. */
  level(at: number, length: number): number {
    const known = knownOf(this.#levels, length);
    for (let i = known.length; i <= at; i++)
      known.push(must(midMean(this.#logs.slice(i, i + length)), 'a level'));
    return Number(known[at]);
  }

  /** Median of the nights before `at` that stand for its level, and how many they are; null when they are too few. */
  before(at: number): { readonly level: number; readonly nights: number } | null {
    const start = this.#startAt(at);
    if (at - start < this.#parameters.leastBefore) return null;
    const nights = this.#logs.slice(Math.max(start, at - this.#parameters.before), at);
    return { level: must(median(nights), 'a level'), nights: nights.length };
  }

  /** Moves of a level of `length` nights away from that before it, on every night of [from, to) where both are known. */
  movesIn(from: number, to: number, length: number): number[] {
    const known = knownOf(this.#moves, length);
    for (let i = known.length; i < to; i++) known.push(this.#move(i, length));
    return known.slice(from, to).filter((move) => !Number.isNaN(move));
  }

  #move(at: number, length: number): number {
    const before = this.before(at);
    if (!before || this.#starts.some((start) => start > at && start < at + length)) return Number.NaN;
    return this.level(at, length) - before.level;
  }

  #startAt(at: number): number {
    let found = 0;
    for (const start of this.#starts) if (start <= at) found = start;
    return found;
  }
}

function knownOf(memory: Map<number, number[]>, length: number): number[] {
  const known = memory.get(length) ?? [];
  memory.set(length, known);
  return known;
}
