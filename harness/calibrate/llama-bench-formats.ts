import { benchName } from './bench-rows.ts';
import type { LlamaBenchRow } from './llama-bench-row.ts';

export const outputFormats = ['md', 'csv', 'json', 'jsonl'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** The rows as `llama-bench -o <format>` prints them. */
export function formatRows(rows: readonly LlamaBenchRow[], format: OutputFormat): string {
  if (format === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  if (format === 'jsonl') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  return format === 'csv' ? csv(rows) : markdown(rows);
}

const NOT_IN_CSV = ['samples_ns', 'samples_ts', 'cpu_ns_per_token'];

function csv(rows: readonly LlamaBenchRow[]): string {
  const first = rows[0];
  if (!first) return '';
  const fields = Object.keys(first).filter((field) => !NOT_IN_CSV.includes(field));
  const lines = rows.map((row) =>
    fields
      .map((field) => `"${String(row[field as keyof LlamaBenchRow] ?? '').replaceAll('"', '""')}"`)
      .join(','),
  );
  return `${[fields.join(','), ...lines].join('\n')}\n`;
}

interface Column {
  readonly name: string;
  /** Negative: to the left, as printf has it. Widths are llama-bench's own. */
  readonly width: number;
  cell(row: LlamaBenchRow): string;
}

/** llama-bench's defaults: a column that stands on its default is not printed. */
const DEFAULT_BATCH = 2048;
const DEFAULT_UBATCH = 512;

function columnsOf(rows: readonly LlamaBenchRow[]): Column[] {
  const some = (test: (row: LlamaBenchRow) => boolean, column: Column): Column[] =>
    rows.some(test) ? [column] : [];
  return [
    { name: 'model', width: -30, cell: (row) => row.model_type },
    { name: 'size', width: 10, cell: (row) => sizeText(row.model_size) },
    { name: 'params', width: 10, cell: (row) => parametersText(row.model_n_params) },
    { name: 'backend', width: -10, cell: (row) => row.backends },
    ...some((row) => row.backends !== 'CPU', { name: 'ngl', width: 3, cell: (row) => `${row.n_gpu_layers}` }),
    { name: 'threads', width: 7, cell: (row) => `${row.n_threads}` },
    ...some((row) => row.n_batch !== DEFAULT_BATCH, {
      name: 'n_batch',
      width: 7,
      cell: (row) => `${row.n_batch}`,
    }),
    ...some((row) => row.n_ubatch !== DEFAULT_UBATCH, {
      name: 'n_ubatch',
      width: 8,
      cell: (row) => `${row.n_ubatch}`,
    }),
    { name: 'fa', width: 3, cell: (row) => `${row.flash_attn}` },
    { name: 'test', width: 15, cell: testText },
    { name: 't/s', width: 20, cell: speedText },
  ];
}

function markdown(rows: readonly LlamaBenchRow[]): string {
  const columns = columnsOf(rows);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = columns.map(({ width }) => '-'.repeat(Math.abs(width) - 1) + (width > 0 ? ':' : '-'));
  return [
    line(columns.map(({ name, width }) => padded(name, width))),
    line(rule),
    ...rows.map((row) => line(columns.map(({ cell, width }) => padded(cell(row), width)))),
    '',
    `build: ${rows[0]?.build_commit ?? ''}`,
    '',
  ].join('\n');
}

const padded = (text: string, width: number): string =>
  width < 0 ? text.padEnd(-width) : text.padStart(width);

const testText = (row: LlamaBenchRow): string =>
  benchName({
    promptTokens: row.n_prompt,
    generateTokens: row.n_gen,
    depthTokens: row.n_depth,
    batchTokens: row.n_batch,
  });

const speedText = (row: LlamaBenchRow): string =>
  `${row.avg_ts.toFixed(2)} ± ${row.stddev_ts === null ? '–' : row.stddev_ts.toFixed(2)}`;

const sizeText = (bytes: number): string =>
  bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toFixed(2)} MiB` : `${(bytes / 2 ** 30).toFixed(2)} GiB`;

const parametersText = (count: number): string =>
  count < 1e9 ? `${(count / 1e6).toFixed(2)} M` : `${(count / 1e9).toFixed(2)} B`;
