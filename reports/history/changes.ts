import type { HistoryChange, HistorySeries } from '../../harness/history/history-document.ts';
import { changeText, counted, intervalNumbers } from '../../harness/words/numbers.ts';
import { table } from '../shared/html.ts';
import { type Content, type Html, hrefBelow, html, nothing } from '../shared/markup.ts';
import type { HistoryPage } from './history-model.ts';
import { kindWords, stateWords } from './words.ts';

const columns = [
  { title: 'Where', holds: 'name' },
  { title: 'Change', numeric: true },
  { title: '± twice its own moves, %', numeric: true },
  { title: 'Reading' },
  { title: 'Since' },
  { title: 'State', holds: 'words' },
  { title: 'Id' },
] as const;

/** Every change of level, the newest first, with how it was found and what was said about it. */
export function changesSection({ history, runsHref }: HistoryPage): Html {
  const all = history.series
    .flatMap((series) => series.changes.map((change) => ({ series, change })))
    .sort((a, b) => (a.change.at < b.change.at ? 1 : -1));
  const rows = all.map(({ series, change }) => cells(series, change, runsHref));
  const body =
    rows.length > 0
      ? html`${table('Changes of level, the newest first', columns, rows, 'changes-table')}${explained(all.map(({ change }) => change))}`
      : html`<p>No change of level was found.</p>`;
  return html`<section id="changes" aria-labelledby="changes-title"><h2 id="changes-title">Changes</h2>
${body}</section>`;
}

function cells(series: HistorySeries, change: HistoryChange, runsHref: string): Content[] {
  const link = (run: string): Html =>
    html`<a href="${hrefBelow(runsHref, run, 'report.html')}">${run.slice(0, 10)}</a>`;
  const answers = change.confirmations.map((each) => html`<br>A/B ${link(each.run)}`);
  const note = change.note === null ? nothing : html`<br><small>${change.note}</small>`;
  const { symbol, short } = stateWords[change.state];
  return [
    html`${series.name}<br><small>${series.deviceName}, ${series.suite}: ${kindWords[series.kind]}</small>`,
    changeText(change.shiftPercent),
    intervalNumbers(change.rangePercent),
    html`<span class="${change.better ? 'better' : 'worse'}">${change.better ? '✓ better' : '✕ worse'}</span>`,
    html`${link(change.run)} ± ${counted(change.plusMinusNights, 'night')}<br><small>raised on ${link(change.raisedOn)}</small>`,
    html`<span class="state">${symbol} ${short}</span>${note}${answers}
<details><summary>Why</summary>${change.why}</details>`,
    html`<code>${change.id}</code>`,
  ];
}

/** The words that stand in the table, in place. */
function explained(changes: readonly HistoryChange[]): Html {
  const states = [...new Set(changes.map(({ state }) => state))];
  const methods = [...new Set(changes.map(({ method }) => method))];
  return html`<details><summary>What the words mean</summary><dl>${states.map((state) => html`<dt>${stateWords[state].symbol} ${stateWords[state].short}</dt><dd>${stateWords[state].means}</dd>`)}
<dt>its own moves</dt><dd>what the series does by itself over as many nights, without any change of level; a change must go far beyond it</dd>
<dt>method</dt><dd>${methods.join('; ')}</dd></dl></details>`;
}
