import { ValueColumns, valueNames } from '../../judge/value-columns.ts';
import type { JudgedMetrics } from './judged-metrics.ts';
import { LeftOutWords } from './left-out-words.ts';
import { linesOf } from './lines.ts';
import { type RowReader, rowReader } from './row-readers.ts';
import { readRow } from './value-row.ts';
import { valuesProblem } from './values-problem.ts';

/** What a file of launch values holds. */
export interface ReadExperiments {
  /** The rows of each experiment, in the order in which the experiments begin; null where a file has no key for them. */
  readonly experiments: ReadonlyMap<string | null, ValueColumns>;
  /** Columns that are not known and were left alone. */
  readonly foreign: readonly string[];
  /** Whether such a column names what was measured. */
  readonly areNames: (column: string) => boolean;
}

/**
 * Reads rows as they come and keeps them by experiment; experiments may come interleaved.
 * @param file its name, for errors
 * @throws HeatsoakError `VALUES_INVALID`, `METRIC_UNKNOWN`, with line and column
 */
export async function readExperiments(
  bytes: AsyncIterable<Uint8Array>,
  { file, key, metrics }: { file: string; key: string | null; metrics: JudgedMetrics },
): Promise<ReadExperiments> {
  const experiments = new Map<string | null, ValueColumns>();
  const names = valueNames();
  const leftOut = new LeftOutWords();
  let reader: RowReader | null = null;
  for await (const line of linesOf(bytes, file)) {
    reader ??= rowReader(line, file, key);
    const cells = reader.read(line);
    if (cells === null) continue;
    const { experiment, row } = readRow(cells, key, { file, line: line.number });
    if (row.metric !== null) metrics.find(row.metric, { file, line: line.number });
    const columns = experiments.get(experiment) ?? new ValueColumns(names);
    experiments.set(experiment, columns);
    columns.add({ ...row, leftOut: leftOut.of(cells, reader.foreign) });
  }
  if (experiments.size === 0) throw valuesProblem({ file, line: 1 }, 'there is no row of values');
  return { experiments, foreign: [...(reader?.foreign ?? [])], areNames: leftOut.areNames };
}
