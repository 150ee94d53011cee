import { type Html, html } from '../../shared/markup.ts';
import type { Launch } from './launch.ts';
import { fits, type Scale, seen } from './scale.ts';

const HEIGHT = 16;
const KNOWN = new Set(['nominal', 'fair', 'serious', 'critical']);

/** A row of thermal states for each launch: by colour and, wherever it fits, by word; the table has them all. */
export function thermalStrip(launches: readonly Launch[], scale: Scale): Html {
  const rows = launches.map((launch, i) => rowOf(launch, i * (HEIGHT + 2), scale));
  const height = launches.length * (HEIGHT + 2);
  return html`<svg viewBox="0 0 ${scale.width} ${height}" width="${scale.width}" height="${height}" role="img" aria-label="Thermal states; the table says the same">${rows}</svg>`;
}

function rowOf({ timeline: { thermal, endUs, role } }: Launch, y: number, scale: Scale): Html {
  const states = thermal.map(({ tUs, state }, i) => {
    const box = seen(scale, tUs / 1e6, (thermal[i + 1]?.tUs ?? endUs) / 1e6);
    if (box === null) return '';
    const kind = KNOWN.has(state) ? state : 'unknown';
    const word = fits(state, box.width)
      ? html`<text x="${(box.x + 5).toFixed(1)}" y="${y + HEIGHT - 4.5}">${state}</text>`
      : '';
    return html`<g class="state ${kind}"><title>${state}</title><rect x="${box.x.toFixed(1)}" y="${y}" width="${box.width.toFixed(1)}" height="${HEIGHT}"/>${word}</g>`;
  });
  return html`<text class="row" x="${scale.left - 6}" y="${y + HEIGHT - 4.5}" text-anchor="end">${role}</text>${states}`;
}
