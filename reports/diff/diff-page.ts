import { intervalSvg, reachOf } from '../interval-svg.ts';
import { digits, escapeHtml, percent, table } from '../shared/html.ts';
import { css } from '../theme.ts';
import { curveBins } from './curve-bins.ts';
import type { DiffCurve, DiffMeasure, DiffModel, DiffSide } from './diff-model.ts';
import { diffSvg } from './diff-svg.ts';

const VIRTUAL =
  'Virtual phones: speed, heat and memory are simulated. Nothing here was measured on an iPhone.';
const ownCss = `
svg.diff{display:block;width:100%;min-width:34rem;max-width:52rem}
svg.diff text{fill:var(--ink);font:11px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
svg.diff polyline{fill:none;stroke-width:2}svg.diff .a{stroke:var(--base);stroke-dasharray:5 3}svg.diff .b{stroke:var(--link)}svg.diff .grid{stroke:var(--line)}
figure{margin:1rem 0}figcaption{font-weight:600}
@media print{details{display:none}svg.diff{min-width:0}}
`;

/** Two runs side by side as one self-contained page without a script. Equal runs give equal bytes. */
export function renderDiff(model: DiffModel): string {
  const title = `Diff: ${model.a.run} -> ${model.b.run}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${css}${ownCss}</style></head><body>
<a class="skip" href="#main">Skip to the summary</a>
<header>${model.virtual ? `<p class="virtual">${VIRTUAL}</p>` : ''}<p>Heatsoak · two runs</p></header>
<nav aria-label="Sections"><ul><li><a href="#summary">Summary</a></li><li><a href="#measures">Measures</a></li><li><a href="#soaks">Soaks</a></li></ul></nav>
<main id="main">
${summary(model)}
${measures(model)}
${soaks(model.curves)}
</main>
<footer>Made by Heatsoak. This page asks for nothing from the network.</footer>
</body></html>
`;
}

function summary({ a, b, environment, warnings, comparable, onlyInOne, measures: all }: DiffModel): string {
  const notes = [...environment.map((difference) => `environment differs: ${difference}`), ...warnings].map(
    (note) => `<li>! ${escapeHtml(note)}</li>`,
  );
  const side = (name: string, { run, candidate, report }: DiffSide): string =>
    `<p>${name}: <a href="${escapeHtml(report)}">${escapeHtml(run)}</a>, ${escapeHtml(candidate)}</p>`;
  return `<section id="summary" class="verdict" aria-labelledby="headline">
${notes.length > 0 ? `<ul>${notes.join('')}</ul>` : '<p>Nothing that is known differs between the two environments.</p>'}
<h1 id="headline">${escapeHtml(headline(all))}</h1>
${side('A', a)}${side('B', b)}
<p>Comparable: ${comparable} of ${comparable + onlyInOne} cells${onlyInOne > 0 ? `; ${onlyInOne} are in one run only` : ''}. Runs of two days carry their days’ own effects: these are numbers, not a verdict. A verdict needs both builds in one run.</p>
</section>`;
}

function headline(all: readonly DiffMeasure[]): string {
  const worse = all.filter(({ reading }) => reading === 'slower' || reading === 'worse');
  const [worst] = [...worse].sort((one, other) => size(other) - size(one));
  if (!worst) return 'No measure reads worse in B';
  const more = worse.length > 1 ? ` (+${worse.length - 1} more)` : '';
  return `${worst.name} on ${worst.deviceName} reads ${digits(Math.abs(worst.shiftPercent ?? 0))} % ${worst.reading} in B${more}`;
}

/** In units of the limit. */
const size = ({ shiftPercent, limitPercent }: DiffMeasure): number =>
  Math.abs(shiftPercent ?? 0) / (limitPercent ?? Number.POSITIVE_INFINITY);

const columns = [
  { title: 'Measure' },
  { title: 'Device', holds: 'name' },
  { title: 'Suite' },
  { title: 'Unit' },
  { title: 'A', numeric: true },
  { title: 'B', numeric: true },
  { title: 'Shift % (95 % over launches)', numeric: true },
  { title: 'Interval' },
  { title: 'Limit %', numeric: true },
  { title: 'Reading', holds: 'words' },
] as const;

function measures({ measures: all }: DiffModel): string {
  const sorted = [...all].sort((one, other) => size(other) - size(one));
  const judged = sorted.filter((each) => each.limitPercent !== null);
  const reach = reachOf(judged.flatMap((each) => [...(each.ci95Percent ?? []), each.limitPercent ?? 0]));
  const rowsOf = (some: readonly DiffMeasure[]): string[][] => some.map((each) => cells(each, reach));
  const others = sorted.filter((each) => each.limitPercent === null);
  const unjudged =
    others.length === 0
      ? ''
      : `<details><summary>Measures without a limit</summary>${table('Candidates of both runs; nothing is read from these', columns, rowsOf(others))}</details>`;
  return `<section id="measures" aria-labelledby="measures-title"><h2 id="measures-title">Measures</h2>
${judged.length > 0 ? table('Candidates of both runs, the largest shift in terms of its limit first', columns, rowsOf(judged)) : '<p>No measure with a limit.</p>'}
${unjudged}</section>`;
}

function cells(each: DiffMeasure, reach: number): string[] {
  const { shiftPercent, ci95Percent, limitPercent } = each;
  const interval = ci95Percent ? ` (${percent(ci95Percent[0])} to ${percent(ci95Percent[1])})` : '';
  const text = `${percent(shiftPercent)}${interval}`;
  const drawn = shiftPercent !== null && ci95Percent !== null && limitPercent !== null;
  return [
    escapeHtml(each.name),
    escapeHtml(each.deviceName),
    escapeHtml(each.suite),
    escapeHtml(each.unit),
    digits(each.a),
    digits(each.b),
    text,
    drawn
      ? intervalSvg({
          changePercent: shiftPercent,
          ci95Percent,
          marginPercent: limitPercent,
          reach,
          label: `${each.name} shifted by ${text} per cent`,
        })
      : '–',
    digits(limitPercent),
    escapeHtml(each.reading) + (each.note === null ? '' : ` <small>(${escapeHtml(each.note)})</small>`),
  ];
}

function soaks(curves: readonly DiffCurve[]): string {
  const figures = curves.map((curve, i) => {
    const bins = curveBins(curve);
    const caption = `${curve.deviceName}: decode speed by second of load`;
    const rows = bins.map(({ startSecond, a, b }) => [
      `${startSecond} s`,
      digits(a),
      digits(b),
      digits(a === null || b === null ? null : b - a),
    ]);
    const head = [
      { title: 'From' },
      { title: 'A tok/s', numeric: true },
      { title: 'B tok/s', numeric: true },
      { title: 'B − A', numeric: true },
    ];
    return `<figure><figcaption>${escapeHtml(caption)}</figcaption>
<div class="scroll" role="region" aria-label="${escapeHtml(`Picture: ${caption}`)}" tabindex="0">${diffSvg(bins, `${caption}, both runs`, `soak-${i}`)}</div>
<details><summary>Table: ${escapeHtml(caption)}</summary>${table(caption, head, rows, `soak-${i}`)}</details></figure>`;
  });
  return `<section id="soaks" aria-labelledby="soaks-title"><h2 id="soaks-title">Soaks</h2>
${figures.length > 0 ? figures.join('\n') : '<p>No phone has a soak in both runs.</p>'}</section>`;
}
