import { blocks } from './blocks.ts';
import { launches } from './launches.ts';
import { memory } from './memory.ts';
import { metrics } from './metrics.ts';
import type { Table } from './table.ts';
import { tokens } from './tokens.ts';
import { trials } from './trials.ts';

/** Every table that runs can be exported as, by its name. */
export const tables = { trials, tokens, launches, blocks, memory, metrics } as const satisfies Readonly<
  Record<string, Table>
>;
export type TableName = keyof typeof tables;

export const tableNames = Object.keys(tables) as readonly TableName[];
