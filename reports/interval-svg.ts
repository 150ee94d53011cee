import { type Html, html } from './shared/markup.ts';

const WIDTH = 150;
const HEIGHT = 24;
const MIDDLE = HEIGHT / 2;

interface Interval {
  readonly changePercent: number;
  readonly ci95Percent: readonly [number, number];
  readonly marginPercent: number;
  /** Half the axis, per cent. */
  readonly reach: number;
  readonly label: string;
}

/** Half an axis that holds all intervals and limits, a round number of per cent. */
export function reachOf(values: readonly number[]): number {
  const most = values.reduce((reach, value) => Math.max(reach, Math.abs(value)), 1);
  return Math.ceil((most * 1.1) / 5) * 5;
}

/** Dot and whiskers against zero (solid) and the allowed limits (dashed); needs no script. */
export function intervalSvg({ changePercent, ci95Percent, marginPercent, reach, label }: Interval): Html {
  const x = (percent: number): string => (((percent + reach) / (2 * reach)) * WIDTH).toFixed(1);
  const [low, high] = ci95Percent;
  const limit = (percent: number): Html =>
    html`<line x1="${x(percent)}" x2="${x(percent)}" y1="2" y2="${HEIGHT - 2}" stroke="currentColor" stroke-dasharray="2 2" opacity=".7"/>`;
  return html`<svg class="interval" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}"><line x1="${x(0)}" x2="${x(0)}" y1="2" y2="${HEIGHT - 2}" stroke="currentColor"/>${limit(-marginPercent)}${limit(marginPercent)}<line x1="${x(low)}" x2="${x(high)}" y1="${MIDDLE}" y2="${MIDDLE}" stroke="currentColor" stroke-width="3"/><circle cx="${x(changePercent)}" cy="${MIDDLE}" r="5" fill="currentColor"/></svg>`;
}
