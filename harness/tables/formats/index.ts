import { csv } from './csv.ts';
import { jsonl } from './jsonl.ts';
import { parquet } from './parquet.ts';
import type { TableFormat } from './table-format.ts';

/** Every format that tables are written in; a file of it ends with its name. */
export const tableFormats = { csv, jsonl, parquet } as const satisfies Readonly<Record<string, TableFormat>>;
export type FormatName = keyof typeof tableFormats;

export const formatNames = Object.keys(tableFormats) as readonly FormatName[];
