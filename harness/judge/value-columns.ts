import { must } from '../statistics/must.ts';
import type { LaunchPlace } from './experiment-values.ts';

/** A launch, and the model of its phone: its identifier, or the phone's name. */
export interface PhoneLaunch extends LaunchPlace {
  readonly phoneModel: string;
}

/** One value of one launch. */
export interface ValueRow {
  readonly launch: PhoneLaunch;
  /** Null: the launch failed, and the row speaks of all its metrics, or of all cases. */
  readonly metric: string | null;
  readonly case: string | null;
  /** Tells several values of a launch and case apart; null where the file does not. */
  readonly repetition: string | null;
  /** What its other columns say in words, by name; null: nothing that is kept. */
  readonly leftOut: string | null;
  /** Above 0; null: missing. */
  readonly value: number | null;
  /** Of the file. */
  readonly line: number;
}

/** Launches, metrics and cases that rows name by number: equal ones are held once for all experiments of a file. */
export interface ValueNames {
  readonly launches: PhoneLaunch[];
  readonly launchNumbers: Map<string, number>;
  readonly texts: string[];
  readonly textNumbers: Map<string, number>;
}

export const valueNames = (): ValueNames => ({
  launches: [],
  launchNumbers: new Map(),
  texts: [],
  textNumbers: new Map(),
});

const FIRST_ROWS = 64;
const NUMBERS_A_ROW = 6;
const NONE = 0xffffffff;

/** The rows of one experiment in columns, 32 bytes a row, so that files of millions of rows fit into memory. */
export class ValueColumns {
  readonly #names: ValueNames;
  #numbers = new Uint32Array(FIRST_ROWS * NUMBERS_A_ROW);
  #values = new Float64Array(FIRST_ROWS);
  #count = 0;

  constructor(names: ValueNames) {
    this.#names = names;
  }

  add({ launch, metric, case: name, repetition, leftOut, line, value }: ValueRow): void {
    if (this.#count === this.#values.length) this.#grow();
    const at = this.#count * NUMBERS_A_ROW;
    this.#numbers[at] = launchNumber(this.#names, launch);
    for (const [i, text] of [metric, name, repetition, leftOut].entries())
      this.#numbers[at + 1 + i] = text === null ? NONE : textNumber(this.#names, text);
    this.#numbers[at + 5] = line;
    this.#values[this.#count++] = value ?? Number.NaN;
  }

  #grow(): void {
    const [numbers, values] = [this.#numbers, this.#values];
    this.#numbers = new Uint32Array(numbers.length * 2);
    this.#numbers.set(numbers);
    this.#values = new Float64Array(values.length * 2);
    this.#values.set(values);
  }

  /** The rows again, in the order in which they came; equal launches are one object. */
  *rows(): Generator<ValueRow> {
    const { launches, texts } = this.#names;
    for (let i = 0; i < this.#count; i++) {
      const numberAt = (column: number): number => this.#numbers[i * NUMBERS_A_ROW + column] ?? NONE;
      const value = this.#values[i] ?? Number.NaN;
      yield {
        launch: must(launches[numberAt(0)], 'a launch'),
        metric: texts[numberAt(1)] ?? null,
        case: texts[numberAt(2)] ?? null,
        repetition: texts[numberAt(3)] ?? null,
        leftOut: texts[numberAt(4)] ?? null,
        line: numberAt(5),
        value: Number.isNaN(value) ? null : value,
      };
    }
  }
}

function launchNumber(names: ValueNames, launch: PhoneLaunch): number {
  const { device, phoneModel, suite, block, position, build } = launch;
  const key = `${device}\u0000${phoneModel}\u0000${suite}\u0000${block}\u0000${position}\u0000${build}`;
  const known = names.launchNumbers.get(key);
  if (known !== undefined) return known;
  names.launchNumbers.set(key, names.launches.length);
  return names.launches.push(launch) - 1;
}

function textNumber({ texts, textNumbers }: ValueNames, text: string): number {
  const known = textNumbers.get(text);
  if (known !== undefined) return known;
  textNumbers.set(text, texts.length);
  return texts.push(text) - 1;
}
