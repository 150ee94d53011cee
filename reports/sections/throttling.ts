import { numberIn, quantity } from '../../harness/words/numbers.ts';
import type { CurveRow, ReportModel } from '../report-model.ts';
import { cards } from '../shared/cards.ts';
import { type Content, type Html, html, lines, nothing } from '../shared/markup.ts';
import { wholeSeconds } from '../throttle/throttle-marks.ts';
import { throttleSvg } from '../throttle/throttle-svg.ts';
import { folded, foldedWhenLong } from './folded.ts';

const columns = [
  { title: 'Soak' },
  { title: 'Device', holds: 'name' },
  { title: 'Burst tok/s', numeric: true },
  { title: 'Plateau tok/s', numeric: true },
  { title: 'Speed kept %', numeric: true },
  { title: 'Throttles after', numeric: true },
  { title: '−25 % after', numeric: true },
] as const;

/** How speed falls while a build runs: all builds' curves on each phone, and what the analysis read from them. */
export function throttlingSection(model: ReportModel): Html {
  const suites = [...new Set(model.curves.map(({ suite }) => suite))];
  const body =
    suites.length === 0
      ? html`<p>No soak in this run: add <code>--suite sustained</code>.</p>`
      : lines(suites.map((suite) => suitePart(model, suite)));
  return html`<section id="throttling" class="evidence" aria-labelledby="throttling-title"><h2 id="throttling-title">Throttling</h2>
${body}</section>`;
}

/** Where there are more pictures, all but a few are folded: those that lost most stay. */
const MOST_PICTURES = 4;
const FEW_PICTURES = 2;

function suitePart({ curves, deviceNames, phones }: ReportModel, suite: string): Html {
  const own = curves.filter((curve) => curve.suite === suite);
  const seconds = Math.max(1, ...own.map(({ loadSeconds }) => loadSeconds));
  const reference = own.filter(({ role }) => role === 'reference');
  const found = phones
    .map(({ id }) => own.filter(({ device }) => device === id))
    .filter((ofPhone) => ofPhone.length > 0);
  const isMany = found.length > MOST_PICTURES;
  const sorted = isMany ? [...found].sort((a, b) => keptBy(a) - keptBy(b)) : found;
  const pictures = sorted.map((ofPhone) =>
    figureOf(ofPhone, { reference, seconds, name: nameOf(ofPhone, deviceNames) }),
  );
  const shown = isMany ? FEW_PICTURES : pictures.length;
  const others =
    shown < pictures.length
      ? folded(
          `${pictures.length - shown} more phones`,
          html`<div class="curves">${pictures.slice(shown)}</div>`,
        )
      : nothing;
  const numbers = cards(
    'What the curves say; “> 600 s” means not within the soak',
    columns,
    own.map((curve) => cells(curve, deviceNames)),
  );
  return html`<p class="note">${suite}: decode speed in tok/s by second of load; beneath it the thermal state of each build.</p>
${heatLegend(own)}<div class="curves">${pictures.slice(0, shown)}</div>${others}
${foldedWhenLong(own.length, 'Table of these curves', numbers)}`;
}

const nameOf = ([curve]: readonly CurveRow[], names: ReportModel['deviceNames']): string =>
  curve ? (names[curve.device] ?? curve.device) : '';

/** Of the speed of the baseline's plateau, the candidate's share. */
function keptBy(curves: readonly CurveRow[]): number {
  const plateau = (role: string): number => curves.find((curve) => curve.role === role)?.plateau ?? 1;
  return plateau('candidate') / plateau('baseline');
}

interface Figure {
  readonly reference: readonly CurveRow[];
  readonly seconds: number;
  readonly name: string;
}

/** A reference so much faster would press the phone's curves to the ground. */
const MOST_TIMES = 2;

function figureOf(curves: readonly CurveRow[], { reference, seconds, name }: Figure): Html {
  const fastest = Math.max(...curves.map(({ burst }) => burst));
  const fits = reference.filter(({ burst }) => burst <= MOST_TIMES * fastest);
  const [tooFast] = reference.filter(({ burst }) => burst > MOST_TIMES * fastest);
  const note = tooFast ? `; the reference keeps ${quantity(tooFast.plateau, 'tok/s')}, beyond this axis` : '';
  const picture = throttleSvg(
    [...curves, ...fits],
    seconds,
    `Decode speed on ${name}; the table says the same`,
  );
  return html`<figure data-device="${curves[0]?.device ?? ''}" data-suite="${curves[0]?.suite ?? ''}"><figcaption><strong>${name}</strong>${note}</figcaption>${picture}</figure>`;
}

/** The states that occur, each with its colour. */
function heatLegend(curves: readonly CurveRow[]): Html {
  const seen = new Set(curves.flatMap(({ thermal }) => thermal.map(({ state }) => state)));
  const states = ['nominal', 'fair', 'serious', 'critical'].filter((state) => seen.has(state));
  if (states.length === 0) return nothing;
  const entries = states.map(
    (state) =>
      html`<span><svg class="sample" viewBox="0 0 28 6" aria-hidden="true"><rect class="heat ${state}" width="28" height="6"/></svg>${state}</span>`,
  );
  return html`<p class="legend">${entries}</p>`;
}

function cells(curve: CurveRow, names: ReportModel['deviceNames']): Content[] {
  const after = (seconds: number | null): string =>
    seconds === null ? `> ${wholeSeconds(Math.floor(curve.loadSeconds))}` : wholeSeconds(seconds);
  return [
    curve.title,
    names[curve.device] ?? curve.device,
    [
      numberIn('tok/s', curve.burst),
      curve.burstUnstable ? html` <small>(unstable: it throttled at once)</small>` : '',
    ],
    [numberIn('tok/s', curve.plateau), curve.plateauReached ? '' : html` <small>(still falling)</small>`],
    numberIn('%', curve.retentionPercent),
    after(curve.onsetSeconds),
    after(curve.t25Seconds),
  ];
}
