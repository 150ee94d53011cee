import type { ReportModel } from '../report-model.ts';
import { digits, escapeHtml, table } from '../shared/html.ts';

const columns = [
  { title: 'Case' },
  { title: 'Device', holds: 'name' },
  { title: 'Decode tok/s, baseline', numeric: true },
  { title: 'Decode tok/s, candidate', numeric: true },
  { title: 'First token ms, baseline', numeric: true },
  { title: 'First token ms, candidate', numeric: true },
] as const;

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
