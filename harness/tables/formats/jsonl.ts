import type { TableFormat } from './table-format.ts';

/** JSON lines: an object a row, every column in it, null where a value is missing. */
export const jsonl: TableFormat = ({ columns }) => ({
  begin: () => '',
  rows: (rows) =>
    rows
      .map(
        (cells) => `${JSON.stringify(Object.fromEntries(columns.map(({ name }, i) => [name, cells[i]])))}\n`,
      )
      .join(''),
  end: () => '',
});
