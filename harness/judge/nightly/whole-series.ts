import { hampelClip } from '../../statistics/hampel-clip.ts';
import { median } from '../../statistics/median.ts';
import { must } from '../../statistics/must.ts';
import { noiseScale } from '../../statistics/noise-scale.ts';
import { bestCut, bestPair } from './best-cuts.ts';
import { LEAST_NIGHTS, type NightlyParameters, NOISE_FLOOR } from './parameters.ts';
import { RunningSums } from './running-sums.ts';

/** A change of level in a series that is known from end to end; log units. */
export interface LevelChange {
  /** First value of the new level. */
  readonly index: number;
  /** Between the medians of its two sides. */
  readonly shift: number;
  /** Standard error of the shift if values were independent. */
  readonly size: number;
}

const CLIP = 3;
const MOST_CORRELATION = 0.9;
/** Steps must leave clearly less than a line that bends once does: a trend is not a staircase. */
const OF_A_LINE = 0.93;

/**
 * Every change of level of a whole series, from the top down: the best cut, or the best pair of cuts, of each stretch, as
 * long as it is worth its cost in nights that count. Seasons fail as what few steps leave of them is correlated, trends as
 * a line, straight or bent once, leaves no more than steps do.
 * @param logs finite logs, oldest first
 */
export function wholeSeriesChanges(logs: readonly number[], parameters: NightlyParameters): LevelChange[] {
  const n = logs.length;
  if (n < LEAST_NIGHTS) return [];
  const sums = new RunningSums(hampelClip(logs, CLIP * noiseScale(logs, NOISE_FLOOR)));
  const found = cutsOf(sums, 0, n, parameters).sort((a, b) => a - b);
  const edges = [0, ...found, n];
  return found.map((index, i) => {
    const [start, end] = [Number(edges[i]), Number(edges[i + 2])];
    const left = sums.aboutLevel(start, index) + sums.aboutLevel(index, end);
    const spread = Math.max(NOISE_FLOOR, Math.sqrt(left / (end - start - 2)));
    return {
      index,
      shift: levelOf(logs, index, end) - levelOf(logs, start, index),
      size: spread * Math.sqrt(1 / (index - start) + 1 / (end - index)),
    };
  });
}

const levelOf = (logs: readonly number[], start: number, end: number): number =>
  must(median(logs.slice(start, end)), 'a level');

function cutsOf(sums: RunningSums, start: number, end: number, parameters: NightlyParameters): number[] {
  const cuts = worthwhile(sums, start, end, parameters.penalty * Math.log(sums.values.length));
  const edges = [start, ...cuts, end];
  const kept = cuts.filter((cut, i) => {
    const shift = sums.level(cut, Number(edges[i + 2])) - sums.level(Number(edges[i]), cut);
    return Math.abs(shift) >= parameters.leastShift;
  });
  if (kept.length === 0) return [];
  const parts = [start, ...kept, end];
  return [...kept, ...parts.slice(1).flatMap((to, i) => cutsOf(sums, Number(parts[i]), to, parameters))];
}

/** The cut or the pair of cuts of a stretch that gains most; none when neither is worth it. */
function worthwhile(sums: RunningSums, start: number, end: number, cost: number): readonly number[] {
  const cut = bestCut(sums, start, end);
  const candidates = [cut === null ? null : [cut], bestPair(sums, start, end)];
  let best: readonly number[] = [];
  let most = 0;
  for (const cuts of candidates) {
    const gain = cuts === null ? 0 : gainOf(sums, start, end, cuts, cost);
    if (cuts === null || gain <= most) continue;
    best = cuts;
    most = gain;
  }
  return best;
}

/** What steps explain beyond one level, in nights that count, less their cost; nothing where a line does about as well. */
function gainOf(
  sums: RunningSums,
  start: number,
  end: number,
  cuts: readonly number[],
  cost: number,
): number {
  const count = end - start;
  const { squares, correlation } = remainder(sums, start, end, cuts);
  const floor = count * NOISE_FLOOR ** 2;
  const counting = (count * (1 - correlation)) / (1 + correlation);
  const ratio = (sums.aboutLevel(start, end) + floor) / (squares + floor);
  const gain = counting * Math.log(ratio) - cuts.length * cost;
  return gain > 0 && squares < OF_A_LINE * sums.aboutBentLine(start, end) ? gain : 0;
}

/** Squares that steps leave, and their lag-1 correlation: its bias downwards grows with the number of levels. */
function remainder(sums: RunningSums, start: number, end: number, cuts: readonly number[]) {
  const edges = [start, ...cuts, end];
  let squares = 0;
  let products = 0;
  let previous = 0;
  for (const [i, to] of edges.slice(1).entries()) {
    const from = Number(edges[i]);
    const level = sums.level(from, to);
    for (const value of sums.values.subarray(from, to)) {
      const rest = value - level;
      squares += rest ** 2;
      products += rest * previous;
      previous = rest;
    }
  }
  const biased = squares > 0 ? products / squares : 0;
  const correlation = biased + (1 + cuts.length) / (end - start);
  return { squares, correlation: Math.min(MOST_CORRELATION, Math.max(0, correlation)) };
}
