import { median } from '../harness/judge/statistics/median.ts';
import { escapeHtml } from './html.ts';
import type { CurveRow } from './report-model.ts';

const WIDTH = 560;
const HEIGHT = 220;
const LEFT = 40;
const BOTTOM = 24;
const TOP = 18;
/** One vertex for so many seconds: their median, so that a stall does not draw a spike. */
const SECONDS_A_POINT = 5;

/** Speed of every soak of one phone against seconds of load; baseline dashed, candidate solid; needs no script. */
export function throttleSvg(curves: readonly CurveRow[], label: string): string {
  const seconds = Math.max(1, ...curves.map((curve) => curve.loadSeconds));
  const top = niceTop(Math.max(1e-9, ...curves.map((curve) => Math.max(...points(curve).map(([, y]) => y)))));
  const x = (second: number): number => LEFT + (second / seconds) * (WIDTH - LEFT - 8);
  const y = (speed: number): number => HEIGHT - BOTTOM - (speed / top) * (HEIGHT - BOTTOM - TOP);
  const lines = curves.map((curve, i) => lineOf(curve, i, x, y));
  return `<svg class="curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(label)}">${grid(seconds, top, x, y)}${lines.join('')}</svg>`;
}

function grid(
  seconds: number,
  top: number,
  x: (second: number) => number,
  y: (speed: number) => number,
): string {
  const right = x(seconds).toFixed(1);
  const rows = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * top).toFixed(1);
    return `<line class="grid" x1="${LEFT}" x2="${right}" y1="${at}" y2="${at}"/><text x="${LEFT - 6}" y="${at}" text-anchor="end" dominant-baseline="middle">${Number((share * top).toPrecision(3))}</text>`;
  });
  const columns = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    return `<text x="${x(share * seconds).toFixed(1)}" y="${HEIGHT - 6}" text-anchor="${anchor}">${Math.round(share * seconds)} s</text>`;
  });
  return `<text x="0" y="10">tok/s</text>${rows.join('')}${columns.join('')}`;
}

function lineOf(
  curve: CurveRow,
  index: number,
  x: (second: number) => number,
  y: (speed: number) => number,
): string {
  const path = points(curve).map(([second, speed]) => `${x(second).toFixed(1)},${y(speed).toFixed(1)}`);
  const label = `<text class="${curve.role}" x="${(LEFT + 60 + 110 * index).toFixed(0)}" y="10">${curve.role === 'baseline' ? '┄' : '─'} ${escapeHtml(curve.role)}</text>`;
  return `<polyline class="${curve.role}" points="${path.join(' ')}"/>${label}`;
}

function points({ speeds, loadSeconds }: CurveRow): [second: number, speed: number][] {
  const made: [number, number][] = [];
  for (let from = 0; from < speeds.length; from += SECONDS_A_POINT) {
    const part = speeds.slice(from, from + SECONDS_A_POINT);
    const end = speeds[from + SECONDS_A_POINT]?.atSecond ?? loadSeconds;
    made.push([
      ((part[0]?.atSecond ?? 0) + end) / 2,
      median(part.map(({ tokensPerSecond }) => tokensPerSecond)) ?? 0,
    ]);
  }
  return made;
}

/** The least round number above the value. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}
