import stringWidth from 'string-width';

/** Columns as wide as their widest cell on the screen; the last one ends its line. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, stringWidth(cell));
  const padded = (cell: string, i: number): string => cell + ' '.repeat((widths[i] ?? 0) - stringWidth(cell));
  return rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : padded(cell, i))).join('  '));
}
