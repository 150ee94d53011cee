import { type Html, html } from '../shared/markup.ts';
import type { CurveBin } from './curve-bins.ts';

const WIDTH = 640;
const LEFT = 48;
const RIGHT = 10;
const SPEED = { top: 22, bottom: 150 };
const DIFFERENCE = { top: 178, bottom: 240 };
const HEIGHT = 264;

/** Speed of both runs by second of load, A dashed and B solid; below it B − A against zero. */
export function diffSvg(bins: readonly CurveBin[], label: string, describedBy: string): Html {
  const end = (bins.at(-1)?.startSecond ?? 0) + 10;
  const x = (second: number): number => LEFT + (second / end) * (WIDTH - LEFT - RIGHT);
  const speeds = bins.flatMap(({ a, b }) => [...(a === null ? [] : [a]), ...(b === null ? [] : [b])]);
  const top = Math.max(1e-9, ...speeds) * 1.05;
  const differences = bins.map(({ a, b }) => (a === null || b === null ? null : b - a));
  const reach = Math.max(1e-9, ...differences.map((each) => Math.abs(each ?? 0))) * 1.05;
  const speedY = (value: number): number => SPEED.bottom - (value / top) * (SPEED.bottom - SPEED.top);
  const half = (DIFFERENCE.bottom - DIFFERENCE.top) / 2;
  const differenceY = (value: number): number => DIFFERENCE.top + half - (value / reach) * half;
  const line = (kind: string, values: readonly (number | null)[], y: (value: number) => number): Html => {
    const points = values.flatMap((value, i) =>
      value === null ? [] : [`${x((bins[i]?.startSecond ?? 0) + 5).toFixed(1)},${y(value).toFixed(1)}`],
    );
    return html`<polyline class="${kind}" points="${points.join(' ')}"/>`;
  };
  const rule = (y: number, words: string): Html =>
    html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/><text x="${LEFT - 6}" y="${(y + 4).toFixed(1)}" text-anchor="end">${words}</text>`;
  const short = (value: number): string => String(Number(value.toPrecision(2)));
  return html`<svg class="diff" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}" aria-describedby="${describedBy}">
<text x="0" y="12">tok/s: A dashed, B solid</text>${[0, top / 2, top].map((value) => rule(speedY(value), short(value)))}
${line(
  'a',
  bins.map((bin) => bin.a),
  speedY,
)}${line(
  'b',
  bins.map((bin) => bin.b),
  speedY,
)}
<text x="0" y="${DIFFERENCE.top - 8}">B − A, tok/s</text>${[-reach, 0, reach].map((value) => rule(differenceY(value), short(value)))}${line('b', differences, differenceY)}
<text x="${LEFT}" y="${HEIGHT - 4}">0 s</text><text x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">${end} s of load</text></svg>`;
}
