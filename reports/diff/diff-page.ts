import type { Reading } from '../../harness/judge/decide.ts';
import {
  changeText,
  changeWithInterval,
  intervalNumbers,
  NO_BREAK,
  numberIn,
  settingNumber,
  sizeNumber,
} from '../../harness/words/numbers.ts';
import { evidenceStyles } from '../evidence-styles.ts';
import { axisSvg, intervalSvg, reachOf } from '../interval-svg.ts';
import { renderPage } from '../page-frame.ts';
import { readingMarks } from '../readings.ts';
import { table } from '../shared/html.ts';
import { type Content, type Html, html, lines } from '../shared/markup.ts';
import { curveBins } from './curve-bins.ts';
import type { DiffCurve, DiffMeasure, DiffModel, DiffSide } from './diff-model.ts';
import { diffSvg } from './diff-svg.ts';

const VIRTUAL =
  'Virtual phones: speed, heat and memory are simulated. Nothing here was measured on an iPhone.';
const ownCss = `
svg.diff{display:block;width:100%;min-width:34rem;max-width:52rem}
svg.diff text{fill:var(--ink);font:11px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
svg.diff polyline{fill:none;stroke-width:2}svg.diff polyline.a{stroke:var(--baseline);stroke-dasharray:5 3}svg.diff polyline.b{stroke:var(--candidate)}svg.diff .grid{stroke:var(--line)}
svg.diff text.end{font-weight:600}svg.diff text.b{fill:var(--candidate)}
figure{margin:1rem 0}figcaption{font-weight:600}
@media print{details{display:none}svg.diff{min-width:0}}
`;

/** Two runs side by side as one self-contained page without a script. Equal runs give equal bytes. */
export function renderDiff(model: DiffModel): string {
  return renderPage({
    title: `Diff: ${model.a.run} -> ${model.b.run}`,
    ownCss: evidenceStyles + ownCss,
    first: 'summary',
    virtualNote: model.virtual ? VIRTUAL : null,
    about: 'two runs',
    links: ['Summary', 'Measures', 'Soaks'].map((words) => ({ id: words.toLowerCase(), words })),
    sections: [summary(model), measures(model), soaks(model.curves)],
  });
}

function summary({ a, b, environment, warnings, comparable, onlyInOne, measures: all }: DiffModel): Html {
  const notes = [...environment.map((difference) => `environment differs: ${difference}`), ...warnings].map(
    (note) => html`<li>! ${note}</li>`,
  );
  const side = (name: string, { run, candidate, report }: DiffSide): Html =>
    html`<p>${name}: <a href="${report}">${run}</a>, ${candidate}</p>`;
  return html`<section id="summary" class="verdict" aria-labelledby="headline">
${notes.length > 0 ? html`<ul>${notes}</ul>` : html`<p>Nothing that is known differs between the two environments.</p>`}
<h1 id="headline">${headline(all)}</h1>
${side('A', a)}${side('B', b)}
<p>Comparable: ${comparable} of ${comparable + onlyInOne} cells${onlyInOne > 0 ? `; ${onlyInOne} are in one run only` : ''}. Runs of two days carry their days’ own effects: these are numbers, not a verdict. A verdict needs both builds in one run.</p>
</section>`;
}

function headline(all: readonly DiffMeasure[]): string {
  const worse = all.filter(({ reading }) => reading === 'slower' || reading === 'worse');
  const [worst] = [...worse].sort((one, other) => size(other) - size(one));
  if (!worst) return 'No measure reads worse in B';
  const more = worse.length > 1 ? ` (+${worse.length - 1} more)` : '';
  return `${worst.name} on ${worst.deviceName} reads ${sizeNumber(worst.shiftPercent ?? 0)}${NO_BREAK}% ${worst.reading} in B${more}`;
}

/** In units of the limit. */
const size = ({ shiftPercent, limitPercent }: DiffMeasure): number =>
  Math.abs(shiftPercent ?? 0) / (limitPercent ?? Number.POSITIVE_INFINITY);

const columnsOn = (reach: number) =>
  [
    { title: 'Measure' },
    { title: 'Device', holds: 'name' },
    { title: 'A', numeric: true },
    { title: 'B', numeric: true },
    { title: 'Shift (95 % over launches)', numeric: true },
    { title: 'Interval', head: axisSvg(reach) },
    { title: 'Limit', numeric: true },
    { title: 'Reading', holds: 'name' },
  ] as const;

function measures({ measures: all }: DiffModel): Html {
  const sorted = [...all].sort((one, other) => size(other) - size(one));
  const judged = sorted.filter((each) => each.limitPercent !== null);
  const reach = reachOf(judged.flatMap((each) => [...(each.ci95Percent ?? []), each.limitPercent ?? 0]));
  const rowsOf = (some: readonly DiffMeasure[]): Content[][] => some.map((each) => cells(each, reach));
  const others = sorted.filter((each) => each.limitPercent === null);
  const unjudged =
    others.length === 0
      ? ''
      : html`<details><summary>Measures without a limit</summary>${table('Candidates of both runs; nothing is read from these', columnsOn(reach), rowsOf(others))}</details>`;
  return html`<section id="measures" aria-labelledby="measures-title"><h2 id="measures-title">Measures</h2>
${judged.length > 0 ? table('Candidates of both runs, the largest shift in terms of its limit first; shaded is the limit', columnsOn(reach), rowsOf(judged)) : html`<p>No measure with a limit.</p>`}
${unjudged}</section>`;
}

/** The words of two runs by the colours and symbols that one run's readings have. */
const readingOf: Readonly<Record<DiffMeasure['reading'], Reading>> = {
  slower: 'regression',
  worse: 'regression',
  faster: 'improvement',
  better: 'improvement',
  'no change shown': 'no-change',
  'cannot tell': 'not-enough-evidence',
  'not comparable': 'not-enough-evidence',
};

function cells(each: DiffMeasure, reach: number): Content[] {
  const { shiftPercent, ci95Percent, limitPercent, unit } = each;
  const reading = readingOf[each.reading];
  const { mark, symbol } = readingMarks[reading];
  const label = `${each.name} shifted by ${changeWithInterval(shiftPercent, ci95Percent)}`;
  const shown = { changePercent: shiftPercent ?? 0, marginPercent: limitPercent, reach, reading, label };
  const limit = limitPercent === null ? '–' : `±${NO_BREAK}${settingNumber(limitPercent)}${NO_BREAK}%`;
  const range = ci95Percent === null ? '' : ` (${intervalNumbers(ci95Percent)})`;
  return [
    html`${each.name}<br><small>${unit} · ${each.suite}</small>`,
    each.deviceName,
    numberIn(unit, each.a),
    numberIn(unit, each.b),
    html`<span class="${mark}">${changeText(shiftPercent)}</span>${range}`,
    shiftPercent === null || ci95Percent === null ? '–' : intervalSvg({ ...shown, ci95Percent }),
    limit,
    html`<span class="said"><span class="${mark}">${symbol}</span> ${each.reading}</span>${each.note === null ? '' : html` <small>(${each.note})</small>`}`,
  ];
}

function soaks(curves: readonly DiffCurve[]): Html {
  const figures = curves.map((curve, i) => {
    const bins = curveBins(curve);
    const caption = `${curve.deviceName}: decode speed by second of load`;
    const rows = bins.map(({ startSecond, a, b }) => [
      `${startSecond} s`,
      numberIn('tok/s', a),
      numberIn('tok/s', b),
      numberIn('tok/s', a === null || b === null ? null : b - a),
    ]);
    const head = [
      { title: 'From' },
      { title: 'A tok/s', numeric: true },
      { title: 'B tok/s', numeric: true },
      { title: 'B − A', numeric: true },
    ];
    return html`<figure><figcaption>${caption}</figcaption>
<div class="scroll" role="region" aria-label="Picture: ${caption}" tabindex="0">${diffSvg(bins, `${caption}, both runs`, `soak-${i}`)}</div>
<details><summary>Table: ${caption}</summary>${table(caption, head, rows, `soak-${i}`)}</details></figure>`;
  });
  return html`<section id="soaks" aria-labelledby="soaks-title"><h2 id="soaks-title">Soaks</h2>
${figures.length > 0 ? lines(figures) : html`<p>No phone has a soak in both runs.</p>`}</section>`;
}
