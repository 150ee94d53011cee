import { numberIn } from '../../harness/words/numbers.ts';
import type { ReportModel } from '../report-model.ts';
import { cards } from '../shared/cards.ts';
import { type Html, html } from '../shared/markup.ts';
import { foldedWhenLong } from './folded.ts';

const columns = [
  { title: 'Case' },
  { title: 'Device', holds: 'name' },
  { title: 'Decode tok/s, baseline', numeric: true },
  { title: 'Decode tok/s, candidate', numeric: true },
  { title: 'First token ms, baseline', numeric: true },
  { title: 'First token ms, candidate', numeric: true },
] as const;

/** Only where tokens are drafted: the speed hangs on how many of them are accepted. */
const draftColumns = [
  { title: 'Drafts accepted %, baseline', numeric: true },
  { title: 'Drafts accepted %, candidate', numeric: true },
] as const;

/** Each case on each phone, which shows whether a single prompt causes the change. */
export function promptsSection({ prompts, deviceNames }: ReportModel): Html {
  const drafts = prompts.some((row) => row.baselineAccepted !== null || row.candidateAccepted !== null);
  const rows = prompts.map((row) => [
    `${row.suite} › ${row.case}`,
    deviceNames[row.device] ?? row.device,
    numberIn('tok/s', row.baselineRate),
    numberIn('tok/s', row.candidateRate),
    numberIn('ms', row.baselineTtft),
    numberIn('ms', row.candidateTtft),
    ...(drafts ? [numberIn('%', row.baselineAccepted), numberIn('%', row.candidateAccepted)] : []),
  ]);
  const shown = cards('Medians over launches', [...columns, ...(drafts ? draftColumns : [])], rows);
  const summary = `${new Set(prompts.map(({ suite, case: name }) => `${suite} › ${name}`)).size} cases, medians over launches`;
  return html`<section id="prompts" class="evidence" aria-labelledby="prompts-title"><h2 id="prompts-title">Prompts</h2>
${rows.length > 0 ? foldedWhenLong(rows.length, summary, shown) : html`<p>No samples.</p>`}</section>`;
}
