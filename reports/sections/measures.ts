import type { ModelLoads } from '../../harness/judge/model-loads.ts';
import { type LoadRegime, loadRegimes } from '../../harness/measure/load-regime.ts';
import type { ReportModel } from '../report-model.ts';
import { digits, table } from '../shared/html.ts';
import { type Html, html, nothing } from '../shared/markup.ts';

const columns = [
  { title: 'Measure' },
  { title: 'Device', holds: 'name' },
  { title: 'Suite' },
  { title: 'Unit' },
  { title: 'Baseline', numeric: true },
  { title: 'Candidate', numeric: true },
] as const;

/** Every metric without a verdict: most have no margin until A/A nights have shown their noise. */
export function measuresSection(model: ReportModel): Html {
  const { measures, deviceNames } = model;
  const rows = measures.map((row) => [
    row.name,
    deviceNames[row.device] ?? row.device,
    row.suite,
    row.unit,
    row.baseline,
    row.candidate,
  ]);
  const caption = 'Medians over launches and cases; differences that are judged stand under Changes';
  const body =
    rows.length > 0
      ? html`<details><summary>${rows.length} rows</summary>${table(caption, columns, rows)}</details>`
      : html`<p>Nothing was measured.</p>`;
  return html`<section id="measures" class="evidence" aria-labelledby="measures-title"><h2 id="measures-title">Measures</h2>
${loadsTable(model)}${body}</section>`;
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
  return table(
    'Model loads: medians, and of how many launches; builds that are installed by turns load for the first time at each turn',
    loadColumns,
    rows,
    'loads',
  );
}

const loadCell = (loads: ModelLoads[LoadRegime]): string =>
  loads === null ? '–' : `${digits(loads.seconds)} (${loads.launches})`;
