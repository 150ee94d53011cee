/** What separates the cells of a header: whichever of these stands in it most. */
export function separatorOf(header: string): string {
  const count = (separator: string): number => header.split(separator).length;
  return [',', ';', '\t'].reduce((most, each) => (count(each) > count(most) ? each : most));
}

/** A quoted cell, in which two quotes stand for one, or a plain one; and what stands behind it. */
const cellPattern = (separator: string): RegExp =>
  new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}]*))(${separator}|$)`, 'y');

/**
 * The cells of one line of CSV by RFC 4180, without line ends in quotes.
 * @returns null where a quote is not closed, or stands inside a plain cell
 */
export function csvCells(line: string, separator: string): string[] | null {
  if (!line.includes('"')) return line.split(separator);
  const pattern = cellPattern(separator);
  const cells: string[] = [];
  for (;;) {
    const found = pattern.exec(line);
    if (!found) return null;
    const [, quoted, plain = '', end] = found;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') return cells;
  }
}
