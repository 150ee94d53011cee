import { alert } from '../../harness/judge/nightly/parameters.ts';
import { wholeSeriesChanges } from '../../harness/judge/nightly/whole-series.ts';
import { mean } from '../../harness/statistics/mean.ts';
import { drawsOf } from './draws.ts';
import { type WholeSeries, wholeSeries, wholeSeriesKinds } from './generators/whole-series.ts';
import { atLeast, forComparison, type Part, plain, type Row } from './row.ts';

/** The parameters were chosen on other seeds, by another generator. */
const SEED = 16;
/** As the Turing change point dataset scores: within so many values, and the first value counts as found. */
const WITHIN = 5;

type Find = (series: WholeSeries) => readonly number[];
const ours: Find = ({ logs }) => wholeSeriesChanges(logs, alert).map(({ index }) => index);
const nothing: Find = () => [];

function f1(truth: readonly number[], found: readonly number[]): number {
  const left = new Set([0, ...found]);
  const hits = [0, ...truth].filter((at) => {
    const near = [...left].find((each) => Math.abs(each - at) <= WITHIN);
    return near !== undefined && left.delete(near);
  }).length;
  return (2 * hits) / (truth.length + 1 + found.length + 1);
}

function rowsOf(short: boolean): Row[] {
  const kinds = Object.keys(wholeSeriesKinds) as (keyof typeof wholeSeriesKinds)[];
  const scores = (find: Find): number[] =>
    kinds.map((kind) => {
      const random = drawsOf(SEED, kind);
      const each = Array.from({ length: short ? 15 : 60 }, () => wholeSeries(random, kind));
      return mean(each.map((series) => f1(series.changes, find(series)))) ?? 0;
    });
  const [own, none] = [scores(ours), scores(nothing)];
  const ratio = plain(2);
  return [
    atLeast('F1 of a whole series, all kinds', mean(own) ?? 0, short ? 0.86 : 0.9, ratio),
    atLeast('the same, beyond no answer at all', (mean(own) ?? 0) - (mean(none) ?? 0), 0.1, ratio),
    atLeast('the worst kind', Math.min(...own), 0.7, ratio),
    ...kinds.map((kind, i) => forComparison(`F1, ${kind}`, ratio(own[i] ?? 0))),
  ];
}

export const wholeSeriesPart: Part = { name: 'Whole series', rows: rowsOf };
