import type { LaunchValues } from '../../../harness/judge/levels.ts';
import { suiteLevels } from '../../../harness/judge/levels.ts';
import { mean } from '../../../harness/statistics/mean.ts';

/** One number a block: the candidate's mean log less the baseline's, as block-wise methods have it. */
export function blockContrasts(launches: readonly LaunchValues[]): number[] {
  const levels = suiteLevels(launches);
  const blocks = [...new Set(levels.map(({ launch }) => launch.block))];
  return blocks.flatMap((block) => {
    const of = (build: LaunchValues['build']): number | null =>
      mean(
        levels.filter(({ launch }) => launch.block === block && launch.build === build).map(({ log }) => log),
      );
    const [baseline, candidate] = [of('baseline'), of('candidate')];
    return baseline === null || candidate === null ? [] : [candidate - baseline];
  });
}
