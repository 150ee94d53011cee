import { counted } from '../../harness/words/numbers.ts';
import { type Html, hrefBelow, html } from '../shared/markup.ts';
import { headlineOf } from './headline.ts';
import type { HistoryPage } from './history-model.ts';

/** The answer, what it rests on, and what speaks against it. */
export function summarySection({ history, runsHref }: HistoryPage): Html {
  const { coverage, labNotes, runs, skipped } = history;
  const left = runs.flatMap(({ run, bad }) => (bad === null ? [] : [`left out ${run}: ${bad}`]));
  const unread = skipped.map(({ folder, reason }) => `not read ${folder}: ${reason}`);
  const notes = [...labNotes, ...left, ...unread].map((note) => html`<li>${note}</li>`);
  return html`<section id="summary" class="verdict" aria-labelledby="headline">
<h1 id="headline">${headlineOf(history)}</h1>
<p>${coverageSentence(coverage)}</p>
${notes.length > 0 ? html`<ul>${notes}</ul>` : ''}
<p>Every value: <a href="${hrefBelow(runsHref, 'history.json')}">history.json</a>. A change is an alert only when a confirming A/B run finds it too: <code>heatsoak confirm</code>.</p>
</section>`;
}

/** More dates than this do not fit a sentence. */
const NAMED = 5;

function coverageSentence({
  firstDay,
  lastDay,
  days,
  measuredDays,
  missingDays,
}: HistoryPage['history']['coverage']): string {
  if (firstDay === null || lastDay === null) return 'There is no run to show.';
  const missing = days - measuredDays;
  if (days === 1) return `Runs on one day, ${firstDay}.`;
  if (missing === 0) return `Runs on all ${days} days from ${firstDay} to ${lastDay}.`;
  const named = `${missing > NAMED ? ', such as' : ':'} ${missingDays.slice(-NAMED).join(', ')}`;
  return `Runs on ${measuredDays} of ${days} days from ${firstDay} to ${lastDay}; ${counted(missing, 'night')} missing${named}. A missing night is a gap, not a value.`;
}
