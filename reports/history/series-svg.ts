import type { HistorySeries } from '../../harness/history/history-document.ts';
import { digits } from '../shared/html.ts';
import { type Html, html } from '../shared/markup.ts';

const WIDTH = 760;
const HEIGHT = 190;
const LEFT = 58;
const RIGHT = 12;
const TOP = 34;
const BOTTOM = 34;
/** Room around the values, at least, in terms of them: less than anything that is called a change. */
const LEAST_REACH = 0.005;

interface Scale {
  readonly x: (run: string) => number;
  readonly y: (value: number) => number;
  readonly low: number;
  readonly high: number;
}

/**
 * One series as a static picture: dots and line, a ribbon of the 95 % intervals, a line with words where the level
 * changed, a dashed one where an epoch begins, a cross for a night without a value.
 * @param runs the runs on the axis, oldest first; points of others are left out
 */
export function seriesSvg(series: HistorySeries, runs: readonly string[], describedBy: string): Html {
  const shown = new Set(runs);
  const own = { ...series, points: series.points.filter((point) => shown.has(point.run)) };
  const scale = scaleOf(own, runs);
  const parts = [
    axis(scale, runs),
    ...ribbons(own, scale),
    ...marks(own, scale),
    ...lines(own, scale),
    ...dots(own, scale),
  ];
  const crosses = own.gaps.filter((gap) => shown.has(gap.run)).map((gap) => cross(scale.x(gap.run), gap));
  return html`<svg class="series" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${labelOf(own)}" aria-describedby="${describedBy}">${[...parts, ...crosses]}</svg>`;
}

function labelOf({ name, deviceName, points, changes }: HistorySeries): string {
  const last = points.at(-1);
  const found = changes.length === 1 ? '1 change of level' : `${changes.length} changes of level`;
  return `${name} on ${deviceName}: ${points.length} nights, the last at ${digits(last?.value ?? null)}, ${found}`;
}

/** Half an interval either way, as values. */
const reach = ({ log, halfWidth }: HistorySeries['points'][number]): [number, number] => [
  Math.exp(log - (halfWidth ?? 0)),
  Math.exp(log + (halfWidth ?? 0)),
];

function scaleOf({ points }: HistorySeries, runs: readonly string[]): Scale {
  const ends = points.flatMap(reach);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  // Values that are all but equal stand in the middle of a range that ticks can resolve, not on its edge.
  const pad = Math.max((most - least) * 0.05, Math.abs(most) * LEAST_REACH) || 1;
  const [low, high] = [least - pad, most + pad];
  const index = new Map(runs.map((run, i) => [run, i]));
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, runs.length - 1);
  return {
    x: (run) => LEFT + step * (index.get(run) ?? 0),
    y: (value) => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM),
    low,
    high,
  };
}

const at = (value: number): string => value.toFixed(1);

function axis({ low, high, y }: Scale, runs: readonly string[]): Html {
  const ticks = [low, (low + high) / 2, high].map(
    (value) =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(value))}" y2="${at(y(value))}"/><text x="${LEFT - 6}" y="${at(y(value) + 4)}" text-anchor="end">${tick(value, high - low)}</text>`,
  );
  const day = (run: string | undefined): string => (run ?? '').slice(0, 10);
  const dates = html`<text x="${LEFT}" y="${HEIGHT - 4}">${day(runs[0])}</text><text x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">${day(runs.at(-1))}</text>`;
  return html`${ticks}${dates}`;
}

/** Enough digits to distinguish the ticks. */
function tick(value: number, span: number): string {
  const decimals = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(span || 1))));
  return value.toFixed(decimals);
}

/** A line does not run on into the next epoch: nothing is compared across it. */
function stretches(series: HistorySeries): HistorySeries['points'][] {
  const starts = new Set(series.epochs.slice(1).map((epoch) => epoch.run));
  const parts: HistorySeries['points'][] = [];
  for (const point of series.points) {
    const last = parts.at(-1);
    if (!last || starts.has(point.run)) parts.push([point]);
    else last.push(point);
  }
  return parts;
}

function ribbons(series: HistorySeries, { x, y }: Scale): Html[] {
  return stretches(series).map((points) => {
    const upper = points.map((point) => `${at(x(point.run))},${at(y(reach(point)[1]))}`);
    const lower = points.map((point) => `${at(x(point.run))},${at(y(reach(point)[0]))}`).reverse();
    return html`<polygon class="ribbon" points="${[...upper, ...lower].join(' ')}"/>`;
  });
}

const lines = (series: HistorySeries, { x, y }: Scale): Html[] =>
  stretches(series).map(
    (points) =>
      html`<polyline class="level" points="${points.map((point) => `${at(x(point.run))},${at(y(point.value))}`).join(' ')}"/>`,
  );

const dots = (series: HistorySeries, { x, y }: Scale): Html[] =>
  series.points.map((point) => html`<circle cx="${at(x(point.run))}" cy="${at(y(point.value))}" r="2.5"/>`);

const cross = (x: number, { run, reason }: HistorySeries['gaps'][number]): Html =>
  html`<text x="${at(x)}" y="${HEIGHT - BOTTOM + 12}" text-anchor="middle">×<title>${run}: ${reason}</title></text>`;

function marks(series: HistorySeries, { x }: Scale): Html[] {
  const inside = new Set(series.points.map((point) => point.run));
  const epochs = series.epochs
    .slice(1)
    .filter((epoch) => inside.has(epoch.run))
    .map((epoch) => mark(x(epoch.run), 'epoch', '^ new epoch', 26, epoch.reasons.join('; ')));
  const changes = series.changes
    .filter((change) => inside.has(change.run))
    .map((change) =>
      mark(
        x(change.run),
        'change',
        `${change.better ? 'better' : 'worse'} ${digits(change.shiftPercent)} %, ${change.state}`,
        12,
        change.id,
      ),
    );
  return [...epochs, ...changes];
}

/** Words stand on the side that has room. */
function mark(x: number, kind: string, words: string, y: number, title: string): Html {
  const isLate = x > WIDTH * 0.6;
  return html`<g class="${kind}"><line x1="${at(x)}" x2="${at(x)}" y1="${y - 8}" y2="${HEIGHT - BOTTOM}"/><text x="${at(x + (isLate ? -4 : 4))}" y="${y}" text-anchor="${isLate ? 'end' : 'start'}">${words}<title>${title}</title></text></g>`;
}
