import { tied } from '../../harness/words/numbers.ts';
import type { ReportModel } from '../report-model.ts';
import { type Html, html, lines, nothing } from '../shared/markup.ts';
import { type AnswerWord, verdictSymbol } from '../verdict-badge.ts';
import { doubtList } from './doubt-list.ts';
import { gateList } from './gate-list.ts';
import { heroFacts } from './hero-facts.ts';
import { measuredVariants } from './measured.ts';
import { nextList } from './next-list.ts';

/** The page's title and its one sentence. */
export function answerOf(model: ReportModel): { word: AnswerWord; headline: string; detail: string | null } {
  const { verdict, headline, detail } = model.verdict;
  const measured = measuredVariants(model);
  return measured
    ? { word: 'MEASURED', headline: measured.headline, detail: null }
    : { word: verdict, headline, detail };
}

/** The first screen: the word, its reason, what was measured, what was asked, what is doubted, and what to do now. */
export function verdictSection(model: ReportModel): Html {
  const { word, headline, detail } = answerOf(model);
  const tag = model.virtualNote === null ? nothing : html` <span class="tag">SIMULATED</span>`;
  return html`<section id="verdict" class="hero ${word}" aria-labelledby="headline">
<h1 id="headline"><span class="word">${verdictSymbol[word]} ${word}${tag}</span> <span class="reason">${tied(headline)}</span></h1>
${detail === null ? nothing : html`<p class="detail">${tied(detail)}</p>`}
${heroFacts(model)}
</section>
<section class="decision" aria-label="What decided">
${lines([tradeOffs(model), gateList(model), html`<div class="beside">${doubtList(model)}${nextList(model)}${taking}</div>`])}
${leftOut(model)}</section>`;
}

/** What a reader takes along. */
const taking = html`<p class="controls needjs"><button type="button" id="print">Print</button> <button type="button" id="print-all">Print everything</button> <button type="button" id="copy-summary">Copy summary</button> <span id="summary-said" role="status"></span></p>`;

/** Variants are not judged: instead of a gate they have trade-offs. */
function tradeOffs(model: ReportModel): Html {
  const measured = measuredVariants(model);
  if (!measured) return nothing;
  return html`<div class="gates"><h2>Trade-offs</h2><ul>${measured.tradeOffs.map((each) => html`<li class="said">${each}</li>`)}</ul></div>`;
}

/** A run that skipped launches says so where it says what it found. */
const leftOut = ({ skipped }: ReportModel): Html =>
  skipped.length === 0 ? nothing : html`<p class="note">${skipped.join(' ')}</p>`;
