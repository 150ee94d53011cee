import type { HistoryChange, HistorySeries } from '../../harness/history/history-document.ts';
import { digits, table } from '../shared/html.ts';
import { type Content, type Html, hrefBelow, html } from '../shared/markup.ts';
import type { HistoryPage } from './history-model.ts';

const columns = [
  { title: 'Where' },
  { title: 'Change % (± twice its own moves)', numeric: true },
  { title: 'Reading' },
  { title: 'Since, ± nights' },
  { title: 'Raised on' },
  { title: 'Times its own moves', numeric: true },
  { title: 'State' },
  { title: 'Id' },
];

const words: Readonly<Record<HistoryChange['state'], string>> = {
  open: '? waits for a confirming run',
  confirmed: '! confirmed',
  noise: '· noise trigger',
  unconfirmed: '? unconfirmed',
  'went-away': '· went away',
  accepted: '✓ accepted',
};

/** Every change of level, the newest first, with how it was found and what was said about it. */
export function changesSection({ history, runsHref }: HistoryPage): Html {
  const all = history.series
    .flatMap((series) => series.changes.map((change) => ({ series, change })))
    .sort((a, b) => (a.change.at < b.change.at ? 1 : -1));
  const rows = all.map(({ series, change }) => cells(series, change, runsHref));
  const methods = [...new Set(all.map(({ change }) => change.method))];
  const body =
    rows.length > 0
      ? html`${table('Changes of level', columns, rows, 'changes-table')}<p>Method: ${methods.join('; ')}.</p>`
      : html`<p>No change of level was found.</p>`;
  return html`<section id="changes" aria-labelledby="changes-title"><h2 id="changes-title">Changes</h2>
${body}</section>`;
}

function cells(series: HistorySeries, change: HistoryChange, runsHref: string): Content[] {
  const [low, high] = change.rangePercent;
  const link = (run: string): Html => html`<a href="${hrefBelow(runsHref, run, 'report.html')}">${run}</a>`;
  const answers = change.confirmations.map((each) => html`<br>A/B ${link(each.run)}`);
  const note = change.note === null ? '' : html`<br><small>${change.note}</small>`;
  return [
    `${series.name}, ${series.deviceName}, ${series.suite} (${series.kind})`,
    `${digits(change.shiftPercent)} (${digits(low)} to ${digits(high)})`,
    change.better ? 'better' : 'worse',
    html`${link(change.run)} ± ${change.plusMinusNights}`,
    link(change.raisedOn),
    change.times.toFixed(1),
    html`<span class="state">${words[change.state]}</span>${note}${answers}`,
    html`<code>${change.id}</code>`,
  ];
}
