import type { DeviceVerdict } from '../../harness/judge/verdict.ts';
import type { ReportModel } from '../report-model.ts';
import { escapeHtml } from '../shared/html.ts';
import { measuredVariants } from './measured.ts';

const symbol = { GO: '✓', 'NO-GO': '✕', INCONCLUSIVE: '?', INVALID: '!' } as const;

export const badge = (word: keyof typeof symbol): string =>
  `<span class="badge ${word}">${symbol[word]} ${word}</span>`;

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
export function verdictSection(model: ReportModel): string {
  const { verdict, coverage, command } = model;
  const measured = measuredVariants(model);
  const mark = measured ? '<span class="badge MEASURED">■ MEASURED</span>' : badge(verdict.verdict);
  const reasons = measured
    ? measured.tradeOffs.map((each) => `<li>${escapeHtml(each)}</li>`)
    : verdict.devices.map((device) => `<li>${badge(device.verdict)} ${escapeHtml(sentence(device))}</li>`);
  return `<section id="verdict" class="verdict" aria-labelledby="headline">
<p>${mark}</p>
<h1 id="headline">${escapeHtml(answerOf(model).headline)}</h1>
<ul>${reasons.join('')}</ul>
<p>${escapeHtml(coverage)}</p>
<p><a href="#${model.variants ? 'variants' : 'changes'}">See the evidence</a> · Reproduce: <code>${escapeHtml(command)}</code></p>
<p class="controls needjs"><button type="button" id="print">Print</button> <button type="button" id="print-all">Print everything</button></p>
</section>`;
}
