import type { ReportModel } from '../report-model.ts';
import { digits, table } from '../shared/html.ts';
import { type Html, html } from '../shared/markup.ts';

const columns = [
  { title: 'Case' },
  { title: 'Device', holds: 'name' },
  { title: 'Speed ÷ reference', numeric: true },
  { title: 'Same tokens %', numeric: true },
] as const;

/** The host's run shows ratios and checks the output; it never fails a build for its speed. */
export function referenceSection({ reference, deviceNames, virtualNote }: ReportModel): Html {
  const rows = reference.map((row) => [
    `${row.suite} › ${row.case}`,
    deviceNames[row.device] ?? row.device,
    virtualNote ? 'simulated' : digits(row.ratio),
    digits(row.parityPercent),
  ]);
  const note = virtualNote
    ? html`<p>No speed ratio: a virtual phone simulates a full-size model, while the host really ran the small one. Tokens are real on both.</p>`
    : '';
  return html`<section id="reference" class="evidence" aria-labelledby="reference-title"><h2 id="reference-title">Reference</h2>
${note}${rows.length > 0 ? table('Candidate against the same cases on the reference host; greedy tokens from the start', columns, rows) : html`<p>No reference run.</p>`}</section>`;
}
