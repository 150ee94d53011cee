import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { ValueColumns, valueNames } from '../../judge/value-columns.ts';
import type { JudgedMetrics } from './judged-metrics.ts';
import { LeftOutWords } from './left-out-words.ts';
import { linesOf } from './lines.ts';
import { type RowReader, rowReader } from './row-readers.ts';
import { experimentOf, readRow } from './value-row.ts';
import { valuesProblem } from './values-problem.ts';

/** What a file of launch values holds. */
export interface ReadExperiments {
  /** The rows of each experiment, in the order in which the experiments begin; null where a file has no key for them. */
  readonly experiments: ReadonlyMap<string | null, ValueColumns>;
  /** What is wrong with the first row of an experiment that cannot be read; only in a file that keeps experiments apart. */
  readonly refused: ReadonlyMap<string, HeatsoakError>;
  /** Columns that are not known and were left alone. */
  readonly foreign: readonly string[];
  /** Whether such a column names what was measured. */
  readonly areNames: (column: string) => boolean;
}

/**
 * Reads rows as they come and keeps them by experiment; experiments may come interleaved. A row that cannot be read takes its own
 * experiment with it; one whose experiment nobody knows takes the file.
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
  const refused = new Map<string, HeatsoakError>();
  let reader: RowReader | null = null;
  for await (const line of linesOf(bytes, file)) {
    reader ??= rowReader(line, file, key);
    const cells = reader.read(line);
    if (cells === null) continue;
    const place = { file, line: line.number };
    const experiment = experimentOf(cells, key, place);
    const columns = experiments.get(experiment) ?? new ValueColumns(names);
    experiments.set(experiment, columns);
    if (experiment !== null && refused.has(experiment)) continue;
    const { foreign } = reader;
    const problem = problemOf(experiment, () => {
      const row = readRow(cells, place);
      if (row.metric !== null) metrics.find(row.metric, place);
      columns.add({ ...row, leftOut: leftOut.of(cells, foreign) });
    });
    if (experiment !== null && problem) refused.set(experiment, problem);
  }
  if (experiments.size === 0) throw valuesProblem({ file, line: 1 }, 'there is no row of values');
  return { experiments, refused, foreign: [...(reader?.foreign ?? [])], areNames: leftOut.areNames };
}

/**
 * What keeps an experiment from being judged; null: nothing does. Where a file does not keep experiments apart it is the
 * file's problem.
 */
export function problemOf(experiment: string | null, read: () => void): HeatsoakError | null {
  try {
    read();
    return null;
  } catch (error) {
    if (experiment !== null && error instanceof HeatsoakError && error.code === 'VALUES_INVALID')
      return error;
    throw error;
  }
}
