import type { HistoryDocument, HistorySeries } from '../../harness/history/history-document.ts';
import { counted, numberIn, quantity } from '../../harness/words/numbers.ts';
import { type Html, hrefBelow, html, lines } from '../shared/markup.ts';
import { type EventLane, eventLanes } from './event-lanes.ts';
import {
  DATES_HEIGHT,
  LANE_HEIGHT,
  LANES_GAP,
  LEFT,
  PLOT_HEIGHT,
  READOUT_HEIGHT,
  RIGHT_EDGE,
  WIDTH,
} from './series-frame.ts';
import { seriesLabels } from './series-labels.ts';
import { intervalOf, type ValueScale, valueScale } from './series-scale.ts';
import { type TimeAxis, timeAxis } from './time-axis.ts';

type Run = HistoryDocument['runs'][number];
type Point = HistorySeries['points'][number];

/** What a picture of a series stands on. */
export interface SeriesPicture {
  readonly series: HistorySeries;
  /** The runs on the axis, oldest first; points of others are left out. */
  readonly runs: readonly Run[];
  readonly runsHref: string;
  /** Id of the table that says the same. */
  readonly describedBy: string;
}

/** A dot, and where it stands. */
interface Placed {
  readonly point: Point;
  readonly run: Run;
  readonly at: number;
  readonly x: number;
  readonly y: number;
}

/**
 * One series as a static picture on a true axis of time: dots that lead to their runs, a ribbon of 95 % intervals, words where
 * the level changed or an epoch began, a band where nights are missing, and below it what happened, a line a kind.
 */
export function seriesSvg(picture: SeriesPicture): Html {
  const { series, runs, describedBy } = picture;
  const axis = timeAxis([...new Set(runs.map(({ at }) => Date.parse(at)))].sort((a, b) => a - b));
  const byRun = new Map(runs.map((run) => [run.run, run]));
  const own = series.points.filter(({ run }) => byRun.has(run));
  const scale = valueScale(own);
  const labels = seriesLabels(series, (run) => {
    const found = byRun.get(run);
    return found ? axis.x(Date.parse(found.at)) : null;
  });
  const top = READOUT_HEIGHT + labels.height;
  const placed = own.flatMap((point): Placed[] => {
    const run = byRun.get(point.run);
    if (!run) return [];
    const at = Date.parse(run.at);
    return [{ point, run, at, x: axis.x(at), y: top + scale.y(point.value) }];
  });
  const lanes = eventLanes(series, runs);
  const below = top + PLOT_HEIGHT + (lanes.length > 0 ? LANES_GAP : 0);
  const bottom = below + LANE_HEIGHT * lanes.length;
  const parts = [
    gaps(axis, top),
    grid(scale, top),
    ...stretches(picture, placed, axis).map((stretch) => line(stretch, scale, top)),
    labels.markup,
    lines(lanes.map((lane, i) => laneOf(lane, axis, below + LANE_HEIGHT * i))),
    dates(axis, bottom),
    lines(placed.map((each) => dot(each, picture))),
  ];
  return html`<svg class="series" viewBox="0 0 ${WIDTH} ${bottom + DATES_HEIGHT}" role="group" aria-label="${labelOf(series, own)}" aria-describedby="${describedBy}">${parts}</svg>`;
}

function labelOf({ name, deviceName, unit, changes }: HistorySeries, points: readonly Point[]): string {
  const last = quantity(points.at(-1)?.value ?? null, unit);
  const found = counted(changes.length, 'change of level', 'changes of level');
  return `${name} on ${deviceName}: ${counted(points.length, 'night')}, the last at ${last}, ${found}`;
}

const at = (value: number): string => value.toFixed(1);

const gaps = ({ gaps: all, x }: TimeAxis, top: number): Html =>
  lines(
    all.map(
      ({ from, to, nights }) =>
        html`<rect class="gap" x="${at(x(from))}" y="${top}" width="${at(Math.max(2, x(to) - x(from)))}" height="${PLOT_HEIGHT}"><title>${counted(nights, 'night')} without a run</title></rect>`,
    ),
  );

const grid = ({ ticks, y }: ValueScale, top: number): Html =>
  lines(
    ticks.map(({ value, words }) => {
      const height = at(top + y(value));
      return html`<line class="grid" x1="${LEFT}" x2="${RIGHT_EDGE}" y1="${height}" y2="${height}"/><text class="tick" x="${RIGHT_EDGE + 16}" y="${at(top + y(value) + 4)}">${words}</text>`;
    }),
  );

const dates = ({ dates: all, x }: TimeAxis, bottom: number): Html =>
  lines(
    all.map(({ at: time, words }, i) => {
      const anchor = i === 0 && all.length > 1 ? 'start' : i === all.length - 1 ? 'end' : 'middle';
      return html`<text class="date" x="${at(x(time))}" y="${bottom + 15}" text-anchor="${anchor}">${words}</text>`;
    }),
  );

const laneOf = ({ words, symbol, isBad, nights }: EventLane, { x }: TimeAxis, top: number): Html =>
  html`<g class="lane${isBad ? ' worse' : ''}"><text x="${RIGHT_EDGE + 16}" y="${top + 13}">${symbol} ${words}</text>${nights.map(({ at: time, title }) => html`<text x="${at(x(time))}" y="${top + 13}" text-anchor="middle">${symbol}<title>${title}</title></text>`)}</g>`;

/** A line does not run on over nights that are missing or have no value, nor into the next epoch: nothing is compared across it. */
function stretches(
  { series, runs }: SeriesPicture,
  placed: readonly Placed[],
  { gaps: all }: TimeAxis,
): Placed[][] {
  const order = new Map(runs.map(({ run }, i) => [run, i]));
  const isNext = (before: Placed, each: Placed): boolean =>
    (order.get(each.point.run) ?? 0) - (order.get(before.point.run) ?? 0) === 1;
  const starts = new Set(series.epochs.slice(1).map(({ run }) => run));
  const parts: Placed[][] = [];
  for (const each of placed) {
    const last = parts.at(-1);
    const before = last?.at(-1);
    const isApart =
      before && (!isNext(before, each) || all.some(({ from, to }) => before.at <= from && each.at >= to));
    if (!last || isApart || starts.has(each.point.run)) parts.push([each]);
    else last.push(each);
  }
  return parts;
}

function line(stretch: readonly Placed[], { y }: ValueScale, top: number): Html {
  const end = (index: 0 | 1): string[] =>
    stretch.map(({ x, point }) => `${at(x)},${at(top + y(intervalOf(point)[index]))}`);
  const middle = stretch.map(({ x, y: height }) => `${at(x)},${at(height)}`).join(' ');
  return html`<polygon class="ribbon" points="${[...end(1), ...end(0).reverse()].join(' ')}"/><polyline class="level" points="${middle}"/>`;
}

/** Leads to its run, and says it in the line above the plot when it is pointed at. The table's links are for the keyboard. */
function dot({ point, run, x, y }: Placed, { series, runsHref }: SeriesPicture): Html {
  const [low, high] = intervalOf(point);
  const interval =
    point.halfWidth === null ? '' : ` (${numberIn(series.unit, low)} to ${numberIn(series.unit, high)})`;
  const build = run.builds.find(({ role }) => role === 'candidate');
  const words = `${run.at.slice(0, 10)}: ${quantity(point.value, series.unit)}${interval}, ${counted(point.launches, 'launch', 'launches')}, ${build?.name ?? ''}, ${run.verdict}`;
  return html`<a href="${hrefBelow(runsHref, run.run, 'report.html')}" tabindex="-1" aria-label="${words}"><circle class="hit" cx="${at(x)}" cy="${at(y)}" r="9"/><circle class="dot${run.verdict === 'NO-GO' ? ' worse' : ''}" cx="${at(x)}" cy="${at(y)}" r="3"/><text class="tip" x="${RIGHT_EDGE}" y="12" text-anchor="end">${words}</text></a>`;
}
