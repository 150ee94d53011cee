import type { HistorySeries } from '../../harness/history/history-document.ts';
import { roundStep, roundTicks } from '../shared/ticks.ts';
import { PLOT_HEIGHT } from './series-frame.ts';

/** Room around the values, at least, in terms of them: less than anything that is called a change. */
const LEAST_REACH = 0.005;
const TICKS = 4;

/** Values of a series in its picture. */
export interface ValueScale {
  /** Below the top of the plot, in units of the picture. */
  readonly y: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly words: string }[];
}

type Point = HistorySeries['points'][number];

/** The ends of a point's 95 % interval, as values; the value twice where it has none. */
export const intervalOf = ({ log, halfWidth }: Point): [number, number] => [
  Math.exp(log - (halfWidth ?? 0)),
  Math.exp(log + (halfWidth ?? 0)),
];

/** From a round number below all intervals to one above them. Values that are all but equal stand in the middle. */
export function valueScale(points: readonly Point[]): ValueScale {
  const ends = points.flatMap(intervalOf);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const pad = Math.max((most - least) * 0.03, Math.abs(most) * LEAST_REACH) || 1;
  const step = roundStep((most - least + 2 * pad) / TICKS);
  const [low, high] = [Math.floor((least - pad) / step) * step, Math.ceil((most + pad) / step) * step];
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return {
    y: (value) => (1 - (value - low) / (high - low)) * PLOT_HEIGHT,
    ticks: roundTicks(high - low, step).map((above) => ({
      value: low + above,
      words: (low + above).toFixed(decimals),
    })),
  };
}
