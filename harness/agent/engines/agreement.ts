import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { compareRows } from '../../statistics/compare-rows.ts';

/** Means over all positions. */
export interface Agreement {
  /** Null where no position was compared. */
  readonly topOnePercent: number | null;
  /** Nats a position; null also where a value is not a number. */
  readonly meanKl: number | null;
}

/**
 * How one model's distributions agree with another's at the same positions; rows are natural logs of probabilities.
 * @throws HeatsoakError `VOCABULARY_DIFFERS`
 */
export function agreement(source: readonly Float32Array[], variant: readonly Float32Array[]): Agreement {
  for (const [i, row] of source.entries()) {
    const found = variant[i]?.length ?? 0;
    if (found !== row.length)
      throw new HeatsoakError(
        'VOCABULARY_DIFFERS',
        `the variant knows ${found} ids, its source ${row.length}`,
        {
          hint: 'name as source the file that the variants were made from',
        },
      );
  }
  const { positions, topOneEqual, meanKl } = compareRows(source, variant);
  return { topOnePercent: positions === 0 ? null : (100 * topOneEqual) / positions, meanKl };
}
