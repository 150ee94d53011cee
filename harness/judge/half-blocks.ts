import { greatest } from '../statistics/extremes.ts';
import type { ExperimentValues } from './experiment-values.ts';
import type { Objection } from './gate-request.ts';

/**
 * A proof shares its certainty out on whole blocks: asked within a block it may find a loss, and never passes.
 * A block is half where a phone made at most half as many launches of a suite in it as in its fullest one.
 */
export function halfBlockObjections({ phones, cells, made }: ExperimentValues): Objection[] {
  const suites = [...new Set(cells.map(({ suite }) => suite))];
  return phones.flatMap(({ id }): Objection[] => {
    const half = suites.map((suite) => halfBlockOf(made, id, suite)).find((each) => each !== null);
    if (!half) return [];
    const reason = `Not yet: ${id} has ${half}, and a proof is given after whole blocks`;
    return [{ device: id, gate: 'launches', verdict: 'INCONCLUSIVE', reason, detail: null }];
  });
}

/** Which block, and how much of it: `2 of 4 launches of block 7`; null where all are whole. */
function halfBlockOf(made: ExperimentValues['made'], device: string, suite: string): string | null {
  const counts = new Map<string, number>();
  for (const launch of made)
    if (launch.device === device && launch.suite === suite)
      counts.set(launch.block, (counts.get(launch.block) ?? 0) + 1);
  const fullest = greatest([...counts.values()]) ?? 0;
  const [block, launches] = [...counts].find((each) => each[1] <= fullest / 2) ?? [];
  return block === undefined ? null : `${launches} of ${fullest} launches of block ${block}`;
}
