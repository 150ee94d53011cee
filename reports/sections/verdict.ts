import { doubtSentence } from '../../harness/judge/doubts.ts';
import type { DeviceVerdict } from '../../harness/judge/verdict.ts';
import type { ReportModel } from '../report-model.ts';
import { type Html, html } from '../shared/markup.ts';
import { measuredVariants } from './measured.ts';

const symbol = { GO: '✓', 'NO-GO': '✕', INCONCLUSIVE: '?', INVALID: '!' } as const;

export const badge = (word: keyof typeof symbol): Html =>
  html`<span class="badge ${word}">${symbol[word]} ${word}</span>`;

/** A reason that does not name its phone gets the name. */
function sentence({ name, reason, detail }: DeviceVerdict): string {
  const named = reason.includes(name) ? reason : `${name}: ${reason}`;
  return detail === null ? named : `${named}. ${detail}.`;
}

/** The page's title and its one sentence. */
export function answerOf(model: ReportModel): { word: string; headline: string } {
  const measured = measuredVariants(model);
  return measured
    ? { word: 'MEASURED', headline: measured.headline }
    : { word: model.verdict.verdict, headline: model.verdict.headline };
}

/** The answer: one sentence, its reason, what was covered, how to do it again. */
export function verdictSection(model: ReportModel): Html {
  const { verdict, coverage, command } = model;
  const measured = measuredVariants(model);
  const mark = measured ? html`<span class="badge MEASURED">■ MEASURED</span>` : badge(verdict.verdict);
  const reasons = measured
    ? measured.tradeOffs.map((each) => html`<li>${each}</li>`)
    : verdict.devices.map((device) => html`<li>${badge(device.verdict)} ${sentence(device)}</li>`);
  const doubted = doubtSentence(verdict.doubts);
  return html`<section id="verdict" class="verdict" aria-labelledby="headline">
<p>${mark}</p>
<h1 id="headline">${answerOf(model).headline}</h1>
<ul>${reasons}</ul>
<p>${doubted === null ? html`No doubts.` : html`<a href="#environment">${doubted}</a>`}</p>
<p>${coverage}</p>
<p><a href="#${model.variants ? 'variants' : 'changes'}">See the evidence</a> · Reproduce: <code>${command}</code></p>
<p class="controls needjs"><button type="button" id="print">Print</button> <button type="button" id="print-all">Print everything</button></p>
</section>`;
}
