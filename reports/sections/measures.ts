import type { ReportModel } from '../report-model.ts';
import { table } from '../shared/html.ts';
import { type Html, html } from '../shared/markup.ts';

const columns = [
  { title: 'Measure' },
  { title: 'Device', holds: 'name' },
  { title: 'Suite' },
  { title: 'Unit' },
  { title: 'Baseline', numeric: true },
  { title: 'Candidate', numeric: true },
] as const;

/** Every metric without a verdict: most have no margin until A/A nights have shown their noise. */
export function measuresSection({ measures, deviceNames }: ReportModel): Html {
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
${body}</section>`;
}
