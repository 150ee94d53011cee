import type { TrialRecord } from '../measure/result.ts';
import { TokenTimes } from '../protocol/token-times.ts';
import { mean, variance } from '../statistics/mean.ts';

/** One speed of a prompted case: mean and standard deviation over its trials; null with a single one. */
export interface SuiteRow {
  readonly test: string;
  readonly tokensPerSecond: number;
  readonly deviation: number | null;
  readonly count: number;
}

/** A row's cells for a person. */
export const rowCells = (row: SuiteRow): string[] => [
  row.test,
  `${row.tokensPerSecond.toFixed(2)} ± ${row.deviation?.toFixed(2) ?? '–'} tok/s`,
  `n=${row.count}`,
];

/** A prompted case gives two rows: the prompt's speed from the first token, the generation's from the rest. */
export function suiteRows(all: readonly TrialRecord[]): SuiteRow[] {
  const trials = all.filter((trial) => trial.scored && trial.invalid === null);
  const cases = [...new Set(trials.map((trial) => trial.case))];
  return cases.flatMap((name) => {
    const own = trials.filter((trial) => trial.case === name);
    const times = own.map((trial) => new TokenTimes(trial));
    const prefill = own.flatMap(({ promptTokens }, i) => rateOver(promptTokens, times[i]?.firstUs ?? 0));
    const decode = times.flatMap(({ tokensPerSecond }) => tokensPerSecond ?? []);
    const first = own[0];
    return first
      ? [
          rowOf(`pp${first.promptTokens} ${name}`, prefill),
          rowOf(`tg${first.generatedTokens} ${name}`, decode),
        ]
      : [];
  });
}

/** Tokens a second, or nothing where no time passed. */
const rateOver = (tokens: number, us: number): number[] => (us > 0 ? [(tokens / us) * 1e6] : []);

function rowOf(test: string, rates: readonly number[]): SuiteRow {
  const spread = variance(rates);
  return {
    test,
    tokensPerSecond: mean(rates) ?? 0,
    deviation: spread === null ? null : Math.sqrt(spread),
    count: rates.length,
  };
}
