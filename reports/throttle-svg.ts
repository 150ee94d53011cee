import { median } from '../harness/statistics/median.ts';
import type { CurveRow } from './report-model.ts';
import { type Html, html } from './shared/markup.ts';

const WIDTH = 560;
const HEIGHT = 220;
/** Room for ticks of four characters in the large letters of a narrow screen. */
const LEFT = 52;
const BOTTOM = 28;
const TOP = 12;
/** Half of the last tick's words. */
const RIGHT = 28;
/** One vertex for so many seconds: their median, so that a stall does not draw a spike. */
const SECONDS_A_POINT = 5;

/** Speed of every soak of one phone against seconds of load; baseline dashed, candidate solid; needs no script. */
export function throttleSvg(curves: readonly CurveRow[], label: string): Html {
  const seconds = Math.max(1, ...curves.map((curve) => curve.loadSeconds));
  const most = Math.max(1e-9, ...curves.map((curve) => Math.max(...points(curve).map(([, y]) => y))));
  const speedStep = roundStep(most / 4);
  const top = speedStep * Math.ceil(most / speedStep);
  const x = (second: number): number => LEFT + (second / seconds) * (WIDTH - LEFT - RIGHT);
  const y = (speed: number): number => HEIGHT - BOTTOM - (speed / top) * (HEIGHT - BOTTOM - TOP);
  const lines = curves.map((curve) => lineOf(curve, x, y));
  const rows = ticks(top, speedStep).map((speed) => row(speed, x(seconds), y(speed)));
  const columns = ticks(seconds, roundStep(seconds / 6)).map((second) => column(second, x(second)));
  return html`<svg class="curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${rows}${columns}${lines}</svg>`;
}

/** What dashed and solid mean, in the same order for every phone. */
export function throttleLegend(curves: readonly CurveRow[]): Html {
  const roles = [...new Set(curves.map(({ role }) => role))].sort();
  const entries = roles.map(
    (role) =>
      html`<span><svg class="curve sample" viewBox="0 0 28 8" aria-hidden="true"><polyline class="${role}" points="0,4 28,4"/></svg>${role}</span>`,
  );
  return html`<p class="legend">${entries}</p>`;
}

function row(speed: number, right: number, at: number): Html {
  const y = at.toFixed(1);
  return html`<line class="grid" x1="${LEFT}" x2="${right.toFixed(1)}" y1="${y}" y2="${y}"/><text x="${LEFT - 6}" y="${y}" text-anchor="end" dominant-baseline="middle">${Number(speed.toPrecision(6))}</text>`;
}

const column = (second: number, x: number): Html =>
  html`<text x="${x.toFixed(1)}" y="${HEIGHT - 6}" text-anchor="${second === 0 ? 'start' : 'middle'}">${second} s</text>`;

function lineOf(curve: CurveRow, x: (second: number) => number, y: (speed: number) => number): Html {
  const path = points(curve).map(([second, speed]) => `${x(second).toFixed(1)},${y(speed).toFixed(1)}`);
  return html`<polyline class="${curve.role}" points="${path.join(' ')}"/>`;
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

/** From 0 by steps, up to the end. */
function ticks(end: number, step: number): number[] {
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** The least of 1, 2, 5 times a power of ten that is not below the value: axes count in steps that people count in. */
function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-9)) ?? 10) * power;
}
