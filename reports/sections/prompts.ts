import { digits, escapeHtml, table } from '../html.ts';
import type { ReportModel } from '../report-model.ts';

const columns = [
  { title: 'Case' },
  { title: 'Device' },
  { title: 'Decode tok/s, baseline', numeric: true },
  { title: 'candidate', numeric: true },
  { title: 'First token ms, baseline', numeric: true },
  { title: 'candidate', numeric: true },
];

/** Is one prompt to blame? */
export function promptsSection({ prompts, deviceNames }: ReportModel): string {
  const rows = prompts.map((row) => [
    escapeHtml(`${row.suite} › ${row.case}`),
    escapeHtml(deviceNames[row.device] ?? row.device),
    digits(row.baselineRate),
    digits(row.candidateRate),
    digits(row.baselineTtft),
    digits(row.candidateTtft),
  ]);
  return `<section id="prompts" class="evidence" aria-labelledby="prompts-title"><h2 id="prompts-title">Prompts</h2>
${rows.length > 0 ? table('Medians over launches', columns, rows) : '<p>No samples.</p>'}</section>`;
}
