import type { ModelLoads } from '../../harness/judge/model-loads.ts';
import { type LoadRegime, loadRegimes } from '../../harness/measure/load-regime.ts';
import { counted, numberIn } from '../../harness/words/numbers.ts';
import { explained } from '../explain.ts';
import type { MeasureRow, ReportModel, ShownValue } from '../report-model.ts';
import { table } from '../shared/html.ts';
import { type Content, type Html, html, lines, nothing } from '../shared/markup.ts';
import { folded } from './folded.ts';

/** Every metric without a verdict: most have no margin until A/A nights have shown their noise. */
export function measuresSection(model: ReportModel): Html {
  const suites = [...new Set(model.measures.map(({ suite }) => suite))];
  const body =
    suites.length > 0
      ? lines(suites.map((suite) => suitePart(model, suite)))
      : html`<p>Nothing was measured.</p>`;
  return html`<section id="measures" class="evidence" aria-labelledby="measures-title"><h2 id="measures-title">Measures</h2>
${loadsTable(model)}${body}</section>`;
}

const columns = [
  { title: 'Measure', holds: 'name' },
  { title: 'Device', holds: 'name' },
  { title: 'Unit' },
  { title: 'Baseline', numeric: true },
  { title: 'Candidate', numeric: true },
] as const;

function suitePart({ measures, deviceNames }: ReportModel, suite: string): Html {
  const own = measures.filter((row) => row.suite === suite);
  const notes = new Footnotes();
  const rows = own.map((row, i): Content[] => [
    html`${row.name}${row.metric === own[i - 1]?.metric ? '' : html` ${explained(row.metric)}`}`,
    deviceNames[row.device] ?? row.device,
    row.unit,
    notes.marked(row.baseline),
    notes.marked(row.candidate),
  ]);
  const caption =
    'Medians over launches and cases, of stalls and longest times the worst launch; differences that are judged stand under Changes';
  return folded(`${suite}: ${countOf(own)}`, html`${table(caption, columns, rows)}${notes.list()}`);
}

function countOf(rows: readonly MeasureRow[]): string {
  const measures = new Set(rows.map(({ metric }) => metric)).size;
  const phones = new Set(rows.map(({ device }) => device)).size;
  return `${counted(measures, 'measure')} on ${counted(phones, 'phone')}`;
}

/** Reasons in the order in which they are met, each said once below the table: in a cell they would push the numbers away. */
class Footnotes {
  private readonly reasons: string[] = [];

  marked({ text, reason }: ShownValue): Content {
    if (reason === null) return text;
    if (!this.reasons.includes(reason)) this.reasons.push(reason);
    return html`<span title="${reason}">${text}</span><sup>${this.reasons.indexOf(reason) + 1}</sup>`;
  }

  list(): Html {
    if (this.reasons.length === 0) return nothing;
    return html`<ol class="note">${this.reasons.map((reason) => html`<li>${reason}</li>`)}</ol>`;
  }
}

const loadColumns = [
  { title: 'Device', holds: 'name' },
  { title: 'Suite' },
  { title: 'Build' },
  { title: 'First after an install, s', numeric: true },
  { title: 'Cold, s', numeric: true },
  { title: 'Warm, s', numeric: true },
] as const;

/** A first load compiles what later ones read, so the three are never averaged nor compared with each other. */
function loadsTable({ loads, deviceNames }: ReportModel): Html {
  if (loads.length === 0) return nothing;
  const rows = loads.map((row) => [
    deviceNames[row.device] ?? row.device,
    row.suite,
    row.role,
    ...loadRegimes.map((regime) => loadCell(row.loads[regime])),
  ]);
  const caption =
    'Model loads: medians, and of how many launches; builds that are installed by turns load for the first time at each turn';
  return folded('Model loads: first, cold and warm', table(caption, loadColumns, rows, 'loads'));
}

const loadCell = (loads: ModelLoads[LoadRegime]): string =>
  loads === null ? '–' : `${numberIn('s', loads.seconds)} (${loads.launches})`;
