import { type Column, table } from './html.ts';
import type { Content, Html } from './markup.ts';

/** A table whose rows are cards on a narrow screen: each cell beside the title of its column. */
export const cards = (
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
): Html => table(caption, columns, rows, undefined, true);
