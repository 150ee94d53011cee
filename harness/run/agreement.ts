import { HeatsoakError } from '../protocol/error.ts';

export interface Agreement {
  readonly topOnePercent: number;
  /** Nats a position. */
  readonly meanKl: number;
}

/**
 * How one model's distributions agree with another's at the same positions; rows are natural logs of probabilities.
 * @throws HeatsoakError `VOCABULARY_DIFFERS`
 */
export function agreement(source: readonly Float32Array[], variant: readonly Float32Array[]): Agreement {
  let same = 0;
  let divergence = 0;
  for (const [i, row] of source.entries()) {
    const other = variant[i];
    if (other?.length !== row.length)
      throw new HeatsoakError(
        'VOCABULARY_DIFFERS',
        `the variant knows ${other?.length ?? 0} ids, its source ${row.length}`,
        { hint: 'name as source the file that the variants were made from' },
      );
    if (likeliest(row) === likeliest(other)) same += 1;
    divergence += klDivergence(row, other);
  }
  return { topOnePercent: (100 * same) / source.length, meanKl: Math.max(0, divergence / source.length) };
}

function likeliest(row: Float32Array): number {
  let best = 0;
  for (let id = 1; id < row.length; id++) if ((row[id] ?? 0) > (row[best] ?? 0)) best = id;
  return best;
}

/** Σ p·(ln p − ln q); what the source holds impossible adds nothing. */
function klDivergence(p: Float32Array, q: Float32Array): number {
  let sum = 0;
  for (let id = 0; id < p.length; id++) {
    const logP = p[id] ?? Number.NEGATIVE_INFINITY;
    if (logP > Number.NEGATIVE_INFINITY) sum += Math.exp(logP) * (logP - (q[id] ?? 0));
  }
  return sum;
}
