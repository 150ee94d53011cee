import { numberIn } from '../../harness/words/numbers.ts';
import type { CurveRow } from '../report-model.ts';
import { type Html, html } from '../shared/markup.ts';
import { roundStep, roundTicks } from '../shared/ticks.ts';
import { type SpeedLine, type SpeedPoint, speedBetween, speedLines } from './speed-lines.ts';
import { endLabels, heatStrips, onsetMarks, type Plot, STRIP, wholeSeconds } from './throttle-marks.ts';

const WIDTH = 600;
/** Room for ticks of four characters in the large letters of a narrow screen. */
const LEFT = 52;
/** Room for the builds' names and where they end. */
const RIGHT = 150;
const TOP = 12;
const PLOT_HEIGHT = 200;
const TICK_WORDS = 24;

/**
 * Speed of the soaks of one phone against seconds of load, its heat beneath; needs no script.
 * @param seconds of load that the axis holds, the same for every phone
 */
export function throttleSvg(curves: readonly CurveRow[], seconds: number, label: string): Html {
  const lines = speedLines(curves);
  const speeds = lines.flatMap(({ repeats }) => repeats.flatMap((each) => each.map(([, speed]) => speed)));
  const most = speeds.reduce((top, speed) => Math.max(top, speed), 1e-9);
  const step = roundStep(most / 4);
  const top = step * Math.ceil(most / step);
  const bottom = TOP + PLOT_HEIGHT;
  const plot: Plot = {
    ...{ left: LEFT, right: WIDTH - RIGHT, top: TOP, bottom },
    x: (second) => LEFT + (second / seconds) * (WIDTH - LEFT - RIGHT),
    y: (speed) => bottom - (speed / top) * PLOT_HEIGHT,
  };
  const strips = heatStrips(lines, plot);
  const axisAt = bottom + lines.length * STRIP + TICK_WORDS;
  const rows = roundTicks(top, step).map((speed) => row(speed, plot));
  const columns = roundTicks(seconds, roundStep(seconds / 5)).map((second) =>
    column(second, plot, axisAt - 6),
  );
  return html`<svg class="curve" viewBox="0 0 ${WIDTH} ${axisAt}" role="img" aria-label="${label}">${rows}${columns}${strips}${lines.map((line) => pathsOf(line, plot))}${onsetMarks(lines, plot)}${endLabels(lines, plot)}${readouts(lines, plot, seconds)}</svg>`;
}

function row(speed: number, { left, right, y }: Plot): Html {
  const at = y(speed).toFixed(1);
  return html`<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/><text x="${left - 6}" y="${at}" text-anchor="end" dominant-baseline="middle">${Number(speed.toPrecision(6))}</text>`;
}

const column = (second: number, { x }: Plot, at: number): Html =>
  html`<text x="${x(second).toFixed(1)}" y="${at}" text-anchor="${second === 0 ? 'start' : 'middle'}">${second} s</text>`;

/** Repeats thin, and the line in their middle. */
function pathsOf({ role, repeats, middle }: SpeedLine, plot: Plot): Html {
  const path = (points: readonly SpeedPoint[]): string =>
    points.map(([second, speed]) => `${plot.x(second).toFixed(1)},${plot.y(speed).toFixed(1)}`).join(' ');
  const thin = repeats.length > 1 ? repeats : [];
  return html`${thin.map((each) => html`<polyline class="${role} repeat" points="${path(each)}"/>`)}<polyline class="${role}" points="${path(middle)}"/>`;
}

/** Stretches of the axis that say their speeds when they are pointed at. */
const STRETCHES = 40;

function readouts(lines: readonly SpeedLine[], { x, top, bottom }: Plot, seconds: number): Html[] {
  const each = seconds / STRETCHES;
  return Array.from({ length: STRETCHES }, (_, i): Html => {
    const [from, to] = [i * each, (i + 1) * each];
    const speeds = lines.map((line) => `${line.role} ${numberIn('tok/s', speedBetween(line, from, to))}`);
    const words = `${wholeSeconds(from)} to ${wholeSeconds(to)}: ${speeds.join(', ')} tok/s`;
    return html`<rect class="readout" x="${x(from).toFixed(1)}" y="${top}" width="${(x(to) - x(from)).toFixed(1)}" height="${bottom - top}"><title>${words}</title></rect>`;
  });
}
