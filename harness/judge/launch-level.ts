import { mean } from '../statistics/mean.ts';
import { must } from '../statistics/must.ts';

/**
 * The level of a launch: the mean log of its cases. None is trimmed away: cases lie at levels of their own, so that trimming
 * would drop the shortest and the longest prompt of every launch, and what happened to them.
 * @param logs by case
 * @param cases over which launches are compared
 * @returns null when the launch lacks one of them, as it would sit at another level, or when there is none
 */
export function launchLevel(logs: ReadonlyMap<string, number>, cases: readonly string[]): number | null {
  if (!cases.every((name) => logs.has(name))) return null;
  return mean(cases.map((name) => must(logs.get(name), name)));
}
