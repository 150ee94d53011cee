import { digits } from './shared/html.ts';
import { type Html, html, lines } from './shared/markup.ts';

interface Point {
  readonly label: string;
  /** Lower is better. */
  readonly meanKl: number;
  /** Higher is better. */
  readonly decodeRate: number;
  readonly onFront: boolean;
}

const WIDTH = 640;
const HEIGHT = 300;
const LEFT = 60;
const RIGHT = 150;
const TOP = 16;
const BOTTOM = 44;

/**
 * Speed against quality as a static picture: up is faster, right is closer to the source. Variants that no other beats in
 * both are filled squares joined by a line; the others are hollow circles. Each carries its name.
 */
export function paretoSvg(points: readonly Point[], title: string): Html {
  const fastest = Math.max(...points.map((point) => point.decodeRate)) * 1.1;
  const worst = Math.max(...points.map((point) => point.meanKl)) * 1.1 || 1;
  const x = (meanKl: number): number => LEFT + (WIDTH - LEFT - RIGHT) * (1 - meanKl / worst);
  const y = (rate: number): number => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (rate / fastest);
  const front = points.filter((point) => point.onFront).sort((a, b) => b.meanKl - a.meanKl);
  const line = front.map(({ meanKl, decodeRate }) => `${round(x(meanKl))},${round(y(decodeRate))}`).join(' ');
  const labelled = spreadLabels(
    points.map((point) => ({ ...point, x: x(point.meanKl), y: y(point.decodeRate) })),
  );
  return html`<svg class="pareto" role="img" aria-label="${title}" viewBox="0 0 ${WIDTH} ${HEIGHT}" style="max-width:${WIDTH}px;width:100%;min-width:32rem;height:auto" font-size="12">
<g stroke="var(--line)" fill="var(--dim)">${axes(fastest, worst, x, y)}</g>
<polyline points="${line}" fill="none" stroke="var(--link)" stroke-width="2" stroke-dasharray="6 3"/>
${lines(labelled.map(mark))}</svg>`;
}

const round = (value: number): string => value.toFixed(1);

type Placed = Point & { readonly x: number; readonly y: number; readonly labelY: number };

/** Moves labels down where two points stand close, so that both can be read. */
function spreadLabels(points: readonly (Point & { x: number; y: number })[]): Placed[] {
  const placed: Placed[] = [];
  for (const point of [...points].sort((a, b) => a.y - b.y)) {
    const near = placed.filter((other) => Math.abs(other.x - point.x) < 140);
    const lowest = Math.max(...near.map((other) => other.labelY), Number.NEGATIVE_INFINITY);
    placed.push({ ...point, labelY: Math.max(point.y, lowest + 15) });
  }
  return placed;
}

function mark({ label, x, y, labelY, onFront }: Placed): Html {
  const shape = onFront
    ? html`<rect x="${round(x - 5)}" y="${round(y - 5)}" width="10" height="10" fill="var(--link)"/>`
    : html`<circle cx="${round(x)}" cy="${round(y)}" r="5" fill="none" stroke="var(--ink)" stroke-width="2"/>`;
  return html`${shape}<text x="${round(x + 9)}" y="${round(labelY + 4)}" fill="var(--ink)" stroke="var(--paper)" stroke-width="4" paint-order="stroke">${label}</text>`;
}

function axes(
  fastest: number,
  worst: number,
  x: (meanKl: number) => number,
  y: (rate: number) => number,
): Html {
  const base = HEIGHT - BOTTOM;
  const shares = [0, 0.5, 1];
  const rows = shares.map((share) => {
    const at = round(y(fastest * share));
    return html`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/><text stroke="none" x="${LEFT - 6}" y="${at}" dy="4" text-anchor="end">${digits(fastest * share)}</text>`;
  });
  const columns = shares.map((share) => {
    const at = round(x(worst * share));
    return html`<text stroke="none" x="${at}" y="${base + 16}" text-anchor="middle">${digits(worst * share)}</text>`;
  });
  const middle = round((LEFT + WIDTH - RIGHT) / 2);
  return html`${rows}${columns}<text stroke="none" x="${middle}" y="${base + 34}" text-anchor="middle">divergence from the source, nats a token (right is closer)</text><text stroke="none" x="${LEFT + 6}" y="${TOP - 4}">tok/s</text>`;
}
