import type { ReportModel } from '../report-model.ts';
import { escapeHtml, table } from '../shared/html.ts';

const columns = [
  { title: 'Measure' },
  { title: 'Device', holds: 'name' },
  { title: 'Suite' },
  { title: 'Unit' },
  { title: 'Baseline', numeric: true },
  { title: 'Candidate', numeric: true },
] as const;

/** Every metric without a verdict: most have no margin until A/A nights have shown their noise. */
export function measuresSection({ measures, deviceNames }: ReportModel): string {
  const rows = measures.map((row) => [
    escapeHtml(row.name),
    escapeHtml(deviceNames[row.device] ?? row.device),
    escapeHtml(row.suite),
    escapeHtml(row.unit),
    escapeHtml(row.baseline),
    escapeHtml(row.candidate),
  ]);
  const caption = 'Medians over launches and cases; differences that are judged stand under Changes';
  const body =
    rows.length > 0
      ? `<details><summary>${rows.length} rows</summary>${table(caption, columns, rows)}</details>`
      : '<p>Nothing was measured.</p>';
  return `<section id="measures" class="evidence" aria-labelledby="measures-title"><h2 id="measures-title">Measures</h2>
${body}</section>`;
}
