import { type Content, type Html, html } from '../../shared/markup.ts';
import type { Launch, LaunchTrial } from './launch.ts';
import { fits, type Scale, seen } from './scale.ts';

const HEIGHT = 16;
/** Prompts narrower than this on average are a grey bar to the eye, px: their number says more. */
const LEAST_PX = 4;

/** A lane for each launch with its prompts: a hatched part while the prompt is read, a plain one while tokens come. */
export function promptLanes(launches: readonly Launch[], scale: Scale): Html {
  const rows = launches.map((launch, i) => laneOf(launch, i * (HEIGHT + 2), scale));
  const height = launches.length * (HEIGHT + 2);
  return html`<svg viewBox="0 0 ${scale.width} ${height}" width="${scale.width}" height="${height}" role="img" aria-label="Prompts over time"><defs><pattern id="prefill" width="5" height="5" patternUnits="userSpaceOnUse"><path class="hatch" d="M0 5 5 0"/></pattern></defs>${rows}</svg>`;
}

function laneOf({ trials, timeline }: Launch, y: number, scale: Scale): Html {
  const shown = trials.filter(({ startSecond, endSecond }) => seen(scale, startSecond, endSecond) !== null);
  const name = html`<text class="row" x="${scale.left - 6}" y="${y + HEIGHT - 4.5}" text-anchor="end">${timeline.role}</text>`;
  const isCrowded = shown.length * LEAST_PX > scale.right - scale.left;
  return html`${name}${isCrowded ? crowd(shown, y, scale) : shown.map((trial) => prompt(trial, y, scale))}`;
}

function crowd(trials: readonly LaunchTrial[], y: number, scale: Scale): Content {
  const box = seen(scale, trials[0]?.startSecond ?? 0, trials.at(-1)?.endSecond ?? 0);
  if (box === null) return '';
  return html`<rect class="decode" x="${box.x.toFixed(1)}" y="${y}" width="${box.width.toFixed(1)}" height="${HEIGHT}"/><text x="${(box.x + 5).toFixed(1)}" y="${y + HEIGHT - 4.5}">${trials.length} prompts</text>`;
}

function prompt(
  { case: name, startSecond, firstSecond, endSecond }: LaunchTrial,
  y: number,
  scale: Scale,
): Html {
  const part = (kind: string, from: number, to: number): Content => {
    const box = seen(scale, from, to);
    // A hair of room keeps neighbours apart.
    return box === null
      ? ''
      : html`<rect class="${kind}" x="${box.x.toFixed(1)}" y="${y}" width="${Math.max(0.5, box.width - 1).toFixed(1)}" height="${HEIGHT}"/>`;
  };
  const box = seen(scale, startSecond, endSecond);
  const word =
    box !== null && fits(name, box.width)
      ? html`<text x="${(box.x + 5).toFixed(1)}" y="${y + HEIGHT - 4.5}">${name}</text>`
      : '';
  return html`<g><title>${name}</title>${part('decode', startSecond, endSecond)}${part('prefill', startSecond, firstSecond)}${word}</g>`;
}
