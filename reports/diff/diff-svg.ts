import { median } from '../../harness/statistics/median.ts';
import { changeText, numberIn, settingNumber } from '../../harness/words/numbers.ts';
import { type Html, html } from '../shared/markup.ts';
import { roundStep, roundTicks } from '../shared/ticks.ts';
import type { CurveBin } from './curve-bins.ts';

const WIDTH = 760;
const LEFT = 48;
/** Room for the names of both lines and where they end. */
const RIGHT = 120;
const SPEED = { top: 12, bottom: 170 };
const DIFFERENCE = { top: 200, bottom: 270 };
const HEIGHT = 296;
/** The last bins of a line, which say where it ends. */
const END_BINS = 6;

interface Axis {
  readonly end: number;
  readonly step: number;
}

/** A round axis that holds the value. */
function axisOf(most: number): Axis {
  const step = roundStep(Math.max(most, 1e-9) / 3);
  return { end: step * Math.ceil(Math.max(most, 1e-9) / step), step };
}

const known = (values: readonly (number | null)[]): number[] => values.flatMap((value) => value ?? []);

/** Speed of both runs by second of load, A dashed and B solid; below it B − A against zero. */
export function diffSvg(bins: readonly CurveBin[], label: string, describedBy: string): Html {
  const end = (bins.at(-1)?.startSecond ?? 0) + 10;
  const x = (second: number): number => LEFT + (second / end) * (WIDTH - LEFT - RIGHT);
  const speed = axisOf(Math.max(...known(bins.flatMap(({ a, b }) => [a, b])), 0));
  const differences = bins.map(({ a, b }) => (a === null || b === null ? null : b - a));
  const difference = axisOf(Math.max(...known(differences).map(Math.abs), 0));
  const speedY = (value: number): number => SPEED.bottom - (value / speed.end) * (SPEED.bottom - SPEED.top);
  const half = (DIFFERENCE.bottom - DIFFERENCE.top) / 2;
  const differenceY = (value: number): number => DIFFERENCE.top + half - (value / difference.end) * half;
  const line = (kind: string, values: readonly (number | null)[], y: (value: number) => number): Html => {
    const points = values.flatMap((value, i) =>
      value === null ? [] : [`${x((bins[i]?.startSecond ?? 0) + 5).toFixed(1)},${y(value).toFixed(1)}`],
    );
    return html`<polyline class="${kind}" points="${points.join(' ')}"/>`;
  };
  const [a, b] = [bins.map((bin) => bin.a), bins.map((bin) => bin.b)];
  const seconds = roundTicks(end, roundStep(end / 5));
  return html`<svg class="diff" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}" aria-describedby="${describedBy}">
${roundTicks(speed.end, speed.step).map((value) => rule(speedY(value), settingNumber(value)))}${line('a', a, speedY)}${line('b', b, speedY)}${endLabels(a, b, speedY)}
<text x="${LEFT}" y="${DIFFERENCE.top - 10}">B − A, tok/s</text>${[-difference.end, 0, difference.end].map((value) => rule(differenceY(value), settingNumber(value)))}${line('b', differences, differenceY)}
${seconds.map((second) => html`<text x="${x(second).toFixed(1)}" y="${HEIGHT - 6}" text-anchor="${second === 0 ? 'start' : 'middle'}">${second} s</text>`)}</svg>`;
}

const rule = (y: number, words: string): Html =>
  html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/><text x="${LEFT - 6}" y="${(y + 4).toFixed(1)}" text-anchor="end">${words}</text>`;

/** Two lines of letters. */
const LABEL_HEIGHT = 32;

/** What each line is and where it ends, apart from each other. */
function endLabels(
  a: readonly (number | null)[],
  b: readonly (number | null)[],
  y: (value: number) => number,
): Html {
  const [endA, endB] = [a, b].map((values) => median(known(values).slice(-END_BINS)));
  if (endA === null || endB === null || endA === undefined || endB === undefined) return html``;
  const change = ` (${changeText(100 * (endB / endA - 1))})`;
  const isAbove = endA >= endB;
  const middle = (y(endA) + y(endB)) / 2;
  const apart = Math.max(LABEL_HEIGHT, Math.abs(y(endA) - y(endB))) / 2;
  const place = (sign: number): string => Math.min(SPEED.bottom - 20, middle + sign * apart).toFixed(1);
  const labelOf = (kind: string, at: string, words: string): Html =>
    html`<text class="end ${kind}" x="${WIDTH - RIGHT + 8}" y="${at}">${kind.toUpperCase()}<tspan x="${WIDTH - RIGHT + 8}" dy="1.15em">${words}</tspan></text>`;
  return html`${labelOf('a', place(isAbove ? -1 : 1), numberIn('tok/s', endA))}${labelOf('b', place(isAbove ? 1 : -1), numberIn('tok/s', endB) + change)}`;
}
