import { counted, numberIn } from '../../harness/words/numbers.ts';
import type { ReferenceRow, ReportModel } from '../report-model.ts';
import { table } from '../shared/html.ts';
import { type Content, type Html, html, nothing } from '../shared/markup.ts';
import { foldedWhenLong } from './folded.ts';

/** The host's run shows ratios and checks the output; it never fails a build for its speed. */
export function referenceSection(model: ReportModel): Html {
  const { reference } = model;
  const body = reference.length === 0 ? html`<p>No reference run.</p>` : bodyOf(model);
  return html`<section id="reference" class="evidence" aria-labelledby="reference-title"><h2 id="reference-title">Reference</h2>
${body}</section>`;
}

/** Only what says something has a row: a virtual phone has no ratio, and of equal answers there is one sentence. */
function bodyOf({ reference, deviceNames, virtualNote }: ReportModel): Html {
  const hasRatios = virtualNote === null;
  const different = reference.filter(({ parityPercent }) => parityPercent !== null && parityPercent < 100);
  const shown = hasRatios ? reference : different;
  const rows = shown.map((row): Content[] => [
    `${row.suite} › ${row.case}`,
    deviceNames[row.device] ?? row.device,
    ...(hasRatios ? [numberIn('×', row.ratio)] : []),
    numberIn('%', row.parityPercent),
  ]);
  const columns = [
    { title: 'Case' },
    { title: 'Device', holds: 'name' as const },
    ...(hasRatios ? [{ title: 'Speed ÷ reference', numeric: true }] : []),
    { title: 'Same tokens %', numeric: true },
  ];
  const caption = 'Candidate against the same cases on the reference host; greedy tokens from the start';
  const numbers =
    rows.length === 0
      ? nothing
      : foldedWhenLong(rows.length, counted(rows.length, 'case'), table(caption, columns, rows));
  const note = hasRatios
    ? ''
    : ' No speed ratio: a virtual phone simulates a full-size model, while the host really ran the small one; tokens are real on both.';
  return html`<p>${`${sameTokens(reference, different.length)}${note}`}</p>${numbers}`;
}

function sameTokens(reference: readonly ReferenceRow[], different: number): string {
  const known = reference.filter(({ parityPercent }) => parityPercent !== null).length;
  if (known === 0) return 'Whether the candidate gave the reference’s tokens is not known.';
  return different === 0
    ? `The candidate gave the reference’s tokens in ${known === 1 ? 'the one case' : `all ${counted(known, 'case')}`}, phone by phone.`
    : `The candidate gave other tokens than the reference in ${different} of ${counted(known, 'case')}.`;
}
