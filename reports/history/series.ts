import type { HistorySeries } from '../../harness/history/history-document.ts';
import { digits, table } from '../shared/html.ts';
import { type Html, html, lines, nothing } from '../shared/markup.ts';
import { type HistoryPage, NIGHTS_SHOWN } from './history-model.ts';
import { seriesSvg } from './series-svg.ts';

const columns = [
  { title: 'Night' },
  { title: 'Value', numeric: true },
  { title: '95 % interval', numeric: true },
  { title: 'Launches', numeric: true },
  { title: 'Note' },
];

/** A picture for each series and, folded, the table that says the same. */
export function seriesSection({ history }: HistoryPage): Html {
  const runs = history.runs
    .filter((run) => run.bad === null)
    .map(({ run }) => run)
    .slice(-NIGHTS_SHOWN);
  const shown = history.series.filter(
    (series) => series.watched && series.points.some((point) => runs.includes(point.run)),
  );
  const devices = [...new Set(shown.map((series) => series.device))];
  const groups = devices.map((device) => {
    const own = shown.filter((series) => series.device === device);
    const drawn = (kinds: readonly string[]): Html[] =>
      own.filter((series) => kinds.includes(series.kind)).map((series) => figure(series, runs));
    return html`<h3>${own[0]?.deviceName ?? device}</h3>${lines(drawn(['paired', 'plain']))}${control(drawn(['control']))}`;
  });
  return html`<section id="series" aria-labelledby="series-title"><h2 id="series-title">Series</h2>
<p>A dot is a night, the ribbon its 95 % interval over launches; × is a night without a value, ^ a new epoch: nothing is compared across it.</p>
${groups.length > 0 ? lines(groups) : html`<p>No values.</p>`}</section>`;
}

/** The pinned build alone shows changes of the lab, not of the candidate. */
const control = (figures: readonly Html[]): Html =>
  figures.length === 0
    ? nothing
    : html`<details><summary>The pinned build alone: the lab’s control</summary>${lines(figures)}</details>`;

function figure(series: HistorySeries, runs: readonly string[]): Html {
  const id = `s-${series.id.replace(/[^A-Za-z0-9]+/g, '-')}`;
  const title = `${series.name}, ${series.suite}, ${series.kind}, ${series.unit}`;
  const waiting = series.waiting === null ? '' : html` <small>${series.waiting}</small>`;
  const caption = `${title} on ${series.deviceName}`;
  return html`<figure id="${id}"><figcaption>${title}${waiting}</figcaption>
<div class="scroll" role="region" aria-label="Picture: ${caption}" tabindex="0">${seriesSvg(series, runs, `${id}-table`)}</div>
<details><summary>Table: ${title}</summary>
${table(caption, columns, rowsOf(series, runs), `${id}-table`)}</details></figure>`;
}

function rowsOf(series: HistorySeries, runs: readonly string[]): string[][] {
  const points = new Map(series.points.map((point) => [point.run, point]));
  const gaps = new Map(series.gaps.map((gap) => [gap.run, gap.reason]));
  const epochs = new Map(series.epochs.slice(1).map((epoch) => [epoch.run, epoch.reasons.join('; ')]));
  const changes = new Map(series.changes.map((change) => [change.run, change]));
  return [...runs].reverse().flatMap((run) => {
    const point = points.get(run);
    const reason = gaps.get(run);
    if (!point && reason === undefined) return [];
    const change = changes.get(run);
    const notes = [
      ...(reason === undefined ? [] : [`no value: ${reason}`]),
      ...(epochs.has(run) ? [`new epoch: ${epochs.get(run)}`] : []),
      ...(change ? [`new level, ${digits(change.shiftPercent)} %: ${change.state}`] : []),
    ];
    return [
      [run, digits(point?.value ?? null), interval(point), String(point?.launches ?? 0), notes.join('; ')],
    ];
  });
}

function interval(point: HistorySeries['points'][number] | undefined): string {
  if (!point || point.halfWidth === null) return '–';
  return `${digits(Math.exp(point.log - point.halfWidth))} to ${digits(Math.exp(point.log + point.halfWidth))}`;
}
