import type { Reading } from '../harness/judge/decide.ts';
import { settingNumber } from '../harness/words/numbers.ts';
import { readingMarks } from './readings.ts';
import { type Html, html, lines } from './shared/markup.ts';

const WIDTH = 240;
const HEIGHT = 24;
const MIDDLE = HEIGHT / 2;
/** Half of the widest tick's word, and of the dot. */
const SIDE = 18;

interface Interval {
  readonly changePercent: number;
  readonly ci95Percent: readonly [number, number];
  /** A change within it is no change, per cent; null: none is set. */
  readonly marginPercent: number | null;
  /** Colours the interval; absent: nothing is read from it. */
  readonly reading?: Reading;
  /** Half the axis, per cent. */
  readonly reach: number;
  readonly label: string;
}

/** Beyond it an axis shows nothing of what is near zero: what is larger is cut, with an arrow. */
const FARTHEST = 60;
/** Half of each is round as well: that is where the ticks stand. */
const ROUND = [1, 2, 4, 6, 8, 10, 12, 16, 20, 30, 40, FARTHEST];

/** Half an axis that holds all intervals and limits, a round number of per cent. */
export function reachOf(values: readonly number[]): number {
  const most = values.reduce((reach, value) => Math.max(reach, Math.abs(value)), 0);
  return ROUND.find((round) => round >= most) ?? FARTHEST;
}

const place = (reach: number, percent: number): number => {
  const within = Math.max(-reach, Math.min(reach, percent));
  return SIDE + ((within + reach) / (2 * reach)) * (WIDTH - 2 * SIDE);
};

/** Dot and whiskers in the colour of the reading, against zero and the allowed band; needs no script. */
export function intervalSvg(interval: Interval): Html {
  const { changePercent, ci95Percent, marginPercent, reach, label, reading } = interval;
  const x = (percent: number): string => place(reach, percent).toFixed(1);
  const [low, high] = ci95Percent;
  const { mark } = readingMarks[reading ?? 'not-enough-evidence'];
  const band =
    marginPercent === null
      ? ''
      : html`<rect class="allowed" x="${x(-marginPercent)}" y="0" width="${(place(reach, marginPercent) - place(reach, -marginPercent)).toFixed(1)}" height="${HEIGHT}"/>`;
  const cut = [
    ...(low < -reach ? [arrow(x(-reach), -1)] : []),
    ...(high > reach ? [arrow(x(reach), 1)] : []),
  ];
  return html`<svg class="interval ${mark}" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${band}<line class="zero" x1="${x(0)}" x2="${x(0)}" y1="0" y2="${HEIGHT}"/><line class="whisker" x1="${x(low)}" x2="${x(high)}" y1="${MIDDLE}" y2="${MIDDLE}"/>${cut}<circle cx="${x(changePercent)}" cy="${MIDDLE}" r="5"/></svg>`;
}

/** The interval goes on beyond the axis. */
const arrow = (x: string, towards: -1 | 1): Html =>
  html`<path class="beyond" d="M${x} ${MIDDLE - 5}l${6 * towards} 5l${-6 * towards} 5z"/>`;

/** The axis that the intervals below it share: per cent, at round steps. */
export function axisSvg(reach: number): Html {
  const ticks = [-1, -0.5, 0, 0.5, 1].map((share) => {
    const percent = share * reach;
    const sign = percent > 0 ? '+' : '';
    return html`<text x="${place(reach, percent).toFixed(1)}" y="12" text-anchor="middle">${sign}${settingNumber(percent)}</text><line class="zero" x1="${place(reach, percent).toFixed(1)}" x2="${place(reach, percent).toFixed(1)}" y1="16" y2="20"/>`;
  });
  return html`<svg class="interval axis" width="${WIDTH}" height="20" viewBox="0 0 ${WIDTH} 20" role="img" aria-label="${`Axis from −${reach} to +${reach} per cent`}">${lines(ticks)}</svg>`;
}
