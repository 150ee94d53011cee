import { settingNumber } from '../harness/words/numbers.ts';
import { dotLabelPlaces, type LabelPlace } from './dot-labels.ts';
import { type Html, html, lines } from './shared/markup.ts';
import { roundStep, roundTicks } from './shared/ticks.ts';

interface Point {
  readonly label: string;
  /** Lower is better. */
  readonly meanKl: number;
  /** Higher is better. */
  readonly decodeRate: number;
  /** Of the decode rate; null where it is not known. */
  readonly decode95: readonly [number, number] | null;
  readonly sizeBytes: number | null;
  readonly onFront: boolean;
}

const WIDTH = 900;
const HEIGHT = 340;
const LEFT = 60;
const RIGHT = 24;
const TOP = 28;
const BOTTOM = 52;
/** Radii of the smallest and the largest file, px. */
const [SMALLEST, LARGEST] = [5, 12];

/**
 * Speed against quality as a static picture: up is faster, right is closer to the source. What nothing beats is filled and
 * joined by a line, the others are hollow; each carries its name, the interval of its speed, and its file's size as its own.
 */
export function paretoSvg(points: readonly Point[], title: string): Html {
  const rates = points.map(({ decodeRate, decode95 }) => Math.max(decodeRate, decode95?.[1] ?? 0));
  const rateStep = roundStep(Math.max(...rates) / 4);
  const fastest = rateStep * Math.ceil((1.02 * Math.max(...rates)) / rateStep);
  const most = Math.max(...points.map(({ meanKl }) => meanKl));
  const klStep = roundStep((most || 1) / 4);
  const worst = klStep * Math.ceil((1.02 * (most || 1)) / klStep);
  const x = (meanKl: number): number => LEFT + 16 + (WIDTH - LEFT - RIGHT - 32) * (1 - meanKl / worst);
  const y = (rate: number): number => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (rate / fastest);
  const front = points.filter((point) => point.onFront).sort((a, b) => b.meanKl - a.meanKl);
  const line = front.map(({ meanKl, decodeRate }) => `${round(x(meanKl))},${round(y(decodeRate))}`).join(' ');
  const dots = points.map((point) => ({
    ...{ label: point.label, x: x(point.meanKl), y: y(point.decodeRate), radius: radiusOf(point, points) },
  }));
  const places = dotLabelPlaces(dots, WIDTH);
  const marks = points.map((point, i) => markOf(point, { ...dots[i], place: places[i] } as Placed, y));
  return html`<svg class="pareto" role="img" aria-label="${title}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-size="12">
<g class="axes">${roundTicks(fastest, rateStep).map((rate) => rowOf(rate, y(rate)))}${roundTicks(worst, klStep).map((kl) => columnOf(kl, x(kl)))}</g>
<text x="${LEFT}" y="14">↑ faster, tok/s</text><text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">divergence from the source, nats a token: closer →</text>
<polyline points="${line}"/>
${lines(marks)}</svg>`;
}

const round = (value: number): string => value.toFixed(1);

const rowOf = (rate: number, at: number): Html =>
  html`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(at)}" y2="${round(at)}"/><text x="${LEFT - 8}" y="${round(at)}" dy="4" text-anchor="end">${settingNumber(rate)}</text>`;

const columnOf = (meanKl: number, at: number): Html =>
  html`<text x="${round(at)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${settingNumber(meanKl)}</text>`;

/** By area: a file twice as large has a dot twice as large. */
function radiusOf({ sizeBytes }: Point, points: readonly Point[]): number {
  const largest = Math.max(...points.map((point) => point.sizeBytes ?? 0));
  if (sizeBytes === null || largest === 0) return SMALLEST;
  return Math.max(SMALLEST, LARGEST * Math.sqrt(sizeBytes / largest));
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly place: LabelPlace;
}

function markOf(
  { label, decode95, onFront }: Point,
  { x, y, radius, place }: Placed,
  yOf: (rate: number) => number,
): Html {
  const interval = decode95
    ? html`<line class="range" x1="${round(x)}" x2="${round(x)}" y1="${round(yOf(decode95[0]))}" y2="${round(yOf(decode95[1]))}"/>`
    : '';
  const kind = onFront ? 'front' : 'beaten';
  return html`${interval}<circle class="${kind}" cx="${round(x)}" cy="${round(y)}" r="${round(radius)}"/><text class="label" x="${round(place.x)}" y="${round(place.y)}" text-anchor="${place.anchor}">${label}</text>`;
}
