import { HeatsoakError } from '../../errors/heatsoak-error.ts';

/** Where a reader stands in a file of launch values. */
export interface Place {
  /** As it was named, or `stdin`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** An error that names file, line and, where it is one column's, the column. */
export function valuesProblem(
  { file, line }: Place,
  problem: string,
  { column, hint }: { column?: string; hint?: string } = {},
): HeatsoakError {
  const where = `${file}:${line}`;
  const what = column === undefined ? problem : `column "${column}": ${problem}`;
  return new HeatsoakError('VALUES_INVALID', `${where}: ${what}`, {
    where: column === undefined ? where : `${where}, column "${column}"`,
    ...(hint === undefined ? {} : { hint }),
  });
}
