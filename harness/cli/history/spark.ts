import type { HistorySeries } from '../../history/history-document.ts';

/** Nights that fit a line of a terminal beside the name. */
const SPARK_NIGHTS = 40;
const SPARKS = '▁▂▃▄▅▆▇█';
/** Room around the values to both sides, in log units, as the page of the history leaves it: less is no movement. */
const LEAST_REACH = 0.005;
const DAY_MS = 86_400_000;
/** A longer absence is told by the line of days. */
const MOST_MISSING = 3;

/**
 * The last nights as bars between their lowest and highest value; values that are all but equal stand in the middle. `|` where an
 * epoch begins, `·` for a night without a run or a value.
 * @param at when each run began, ISO 8601
 */
export function spark({ points, epochs }: HistorySeries, at: ReadonlyMap<string, string>): string {
  const from = Math.max(0, points.length - SPARK_NIGHTS);
  const shown = points.slice(from);
  const logs = shown.map(({ log }) => log);
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  const pad = Math.max(0, LEAST_REACH - (most - least) / 2);
  const [low, high] = [least - pad, most + pad];
  const starts = new Set(epochs.slice(1).map(({ start }) => start));
  const dayOf = (index: number): number =>
    Math.floor(Date.parse(at.get(points[index]?.run ?? '') ?? '') / DAY_MS);
  return shown
    .map(({ log }, i) => {
      const level = Math.min(SPARKS.length - 1, Math.floor(((log - low) / (high - low)) * SPARKS.length));
      const missing = i === 0 ? 0 : dayOf(from + i) - dayOf(from + i - 1) - 1;
      const gap = '·'.repeat(Math.min(MOST_MISSING, Math.max(0, missing || 0)));
      return `${gap}${starts.has(from + i) ? '|' : ''}${SPARKS[level] ?? ''}`;
    })
    .join('');
}
