import type { CurveRow, ReportModel } from '../report-model.ts';
import { digits, table } from '../shared/html.ts';
import { type Content, type Html, html } from '../shared/markup.ts';
import { throttleLegend, throttleSvg } from '../throttle-svg.ts';

const columns = [
  { title: 'Soak' },
  { title: 'Device', holds: 'name' },
  { title: 'Burst tok/s', numeric: true },
  { title: 'Plateau tok/s', numeric: true },
  { title: 'Retained %', numeric: true },
  { title: 'Throttles after', numeric: true },
  { title: '−25 % after', numeric: true },
] as const;

/** How speed falls while a build runs: both builds' curves on each phone, and what the analysis read from them. */
export function throttlingSection({ curves, deviceNames }: ReportModel): Html {
  const devices = [...new Set(curves.map((curve) => curve.device))];
  const pictures = devices.map((device) => {
    const own = curves.filter((curve) => curve.device === device);
    const name = deviceNames[device] ?? device;
    return html`<figure><figcaption>${name}: decode speed, tok/s, by second of load</figcaption>${throttleLegend(own)}${throttleSvg(own, `Decode speed on ${name}; the table says the same`)}</figure>`;
  });
  const body =
    curves.length === 0
      ? html`<p>No soak in this run: add <code>--suite sustained</code>.</p>`
      : html`<div class="curves">${pictures}</div>
${table(
  'What the curves say; “> 600 s” means not within the soak',
  columns,
  curves.map((curve) => cells(curve, deviceNames)),
)}`;
  return html`<section id="throttling" class="evidence" aria-labelledby="throttling-title"><h2 id="throttling-title">Throttling</h2>
${body}</section>`;
}

function cells(curve: CurveRow, names: ReportModel['deviceNames']): Content[] {
  const after = (seconds: number | null): string =>
    seconds === null ? `> ${Math.floor(curve.loadSeconds)} s` : `${digits(seconds)} s`;
  return [
    curve.title,
    names[curve.device] ?? curve.device,
    [digits(curve.burst), curve.burstUnstable ? html` <small>(unstable: it throttled at once)</small>` : ''],
    [digits(curve.plateau), curve.plateauReached ? '' : html` <small>(still falling)</small>`],
    digits(curve.retentionPercent),
    after(curve.onsetSeconds),
    after(curve.t25Seconds),
  ];
}
