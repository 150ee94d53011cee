import { numberIn } from '../../harness/words/numbers.ts';
import { table } from './html.ts';
import { type Html, lines } from './markup.ts';
import type { TokenBin } from './token-bins.ts';

interface TimelineInNumbers {
  readonly title: string;
  readonly bins: readonly TokenBin[];
  /** Charged memory in time order. */
  readonly memoryMiB: ArrayLike<number>;
}

const binColumns = [
  { title: 'From' },
  { title: 'Median, ms', numeric: true },
  { title: 'p95, ms', numeric: true },
  { title: 'Tokens', numeric: true },
  { title: 'Thermal state' },
];

const memoryColumns = [
  { title: 'Launch' },
  { title: 'Start', numeric: true },
  { title: 'Peak', numeric: true },
  { title: 'End', numeric: true },
];

/** The table twins of the two timeline charts. */
export function timelineTables({ title, bins, memoryMiB }: TimelineInNumbers): Html {
  const rows = bins.map((bin) => [
    `${bin.startSecond} s`,
    numberIn('ms/token', bin.medianMs),
    numberIn('ms/token', bin.p95Ms),
    numberIn('tokens', bin.tokens),
    bin.state,
  ]);
  let peak = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < memoryMiB.length; i++) peak = Math.max(peak, memoryMiB[i] ?? peak);
  const ends = [memoryMiB[0] ?? null, peak, memoryMiB[memoryMiB.length - 1] ?? null];
  return lines([
    table(`Inter-token time in bins of 10 s: ${title}`, binColumns, rows, 'tokens-table'),
    table(
      `Charged memory, MiB: ${title}`,
      memoryColumns,
      [[title, ...ends.map((end) => numberIn('MiB', end))]],
      'memory-table',
    ),
  ]);
}
