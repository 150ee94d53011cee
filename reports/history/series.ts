import type { HistoryDocument, HistorySeries } from '../../harness/history/history-document.ts';
import { changeText, numberIn, quantity } from '../../harness/words/numbers.ts';
import { table } from '../shared/html.ts';
import { type Content, type Html, hrefBelow, html, lines, nothing } from '../shared/markup.ts';
import { chooseSeries } from './choose-series.ts';
import { type HistoryPage, NIGHTS_SHOWN } from './history-model.ts';
import { intervalOf } from './series-scale.ts';
import { seriesSvg } from './series-svg.ts';
import { eventWords, kindWords, stateWords } from './words.ts';

type Run = HistoryDocument['runs'][number];

const columns = [
  { title: 'Night' },
  { title: 'Value', numeric: true },
  { title: '95 % interval', numeric: true },
  { title: 'Launches', numeric: true },
  { title: 'Note' },
];

/** A picture for each series and, folded, the table that says the same. */
export function seriesSection({ history, runsHref, choice }: HistoryPage): Html {
  const runs = history.runs.filter((run) => run.bad === null).slice(-NIGHTS_SHOWN);
  const shown = history.series.filter(
    (series) => series.watched && series.points.some((point) => runs.some(({ run }) => run === point.run)),
  );
  const devices = [...new Set(shown.map((series) => series.device))];
  const groups = devices.map((device) => {
    const own = shown.filter((series) => series.device === device);
    const drawn = (kinds: readonly string[]): Html[] =>
      own.filter((series) => kinds.includes(series.kind)).map((series) => figure(series, runs, runsHref));
    return html`<h3>${own[0]?.deviceName ?? device}</h3>${lines(drawn(['paired', 'plain']))}${control(drawn(['control']))}`;
  });
  return html`<section id="series" aria-labelledby="series-title"><h2 id="series-title">Series</h2>
<p class="note">A dot is a night and leads to its report; the band around the line is its 95 % interval over launches. A grey column is a night without a run. What happened stands below, and nothing is compared across a dashed line: a new iOS, engine, model or prompt set begins there.</p>
${choice ? chooseSeries(choice) : nothing}${groups.length > 0 ? lines(groups) : html`<p>No values.</p>`}</section>`;
}

/** The pinned build alone shows changes of the lab, not of the candidate. */
const control = (figures: readonly Html[]): Html =>
  figures.length === 0
    ? nothing
    : html`<details><summary>The pinned build alone: the lab’s control</summary>${lines(figures)}</details>`;

function figure(series: HistorySeries, runs: readonly Run[], runsHref: string): Html {
  const id = `s-${series.id.replace(/[^A-Za-z0-9]+/g, '-')}`;
  const title = `${series.name}, ${series.suite}: ${kindWords[series.kind]}`;
  const better = series.direction === 'higher' ? '↑ higher is better' : '↓ lower is better';
  const last = quantity(series.points.at(-1)?.value ?? null, series.unit);
  const waiting = series.waiting === null ? nothing : html` · ${series.waiting}`;
  const caption = `${title}, on ${series.deviceName}`;
  return html`<figure id="${id}"><figcaption><strong>${title}</strong> <small>${better} · last ${last}${waiting}</small></figcaption>
<div class="scroll newest" role="region" aria-label="Picture: ${caption}" tabindex="0">${seriesSvg({ series, runs, runsHref, describedBy: `${id}-table` })}</div>
<details><summary>Table: ${title}</summary>
${table(caption, columns, rowsOf(series, runs, runsHref), `${id}-table`)}</details></figure>`;
}

function rowsOf(series: HistorySeries, runs: readonly Run[], runsHref: string): Content[][] {
  const points = new Map(series.points.map((point) => [point.run, point]));
  const gaps = new Map(series.gaps.map((gap) => [gap.run, gap.reason]));
  return [...runs].reverse().flatMap((run): Content[][] => {
    const point = points.get(run.run);
    if (!point && !gaps.has(run.run)) return [];
    return [
      [
        html`<a href="${hrefBelow(runsHref, run.run, 'report.html')}">${run.run}</a>`,
        numberIn(series.unit, point?.value ?? null),
        interval(series, point),
        String(point?.launches ?? 0),
        notesOf(series, run, gaps.get(run.run)).join('; '),
      ],
    ];
  });
}

function notesOf(series: HistorySeries, run: Run, gap: string | undefined): string[] {
  const epoch = series.epochs.slice(1).find((each) => each.run === run.run);
  const change = series.changes.find((each) => each.run === run.run);
  const events = (run.events ?? []).filter(({ device }) => device === null || device === series.device);
  return [
    ...(run.verdict === 'NO-GO' ? [`NO-GO: ${run.headline ?? ''}`] : []),
    ...(gap === undefined ? [] : [`no value: ${gap}`]),
    ...(epoch ? [`new epoch: ${epoch.reasons.join('; ')}`] : []),
    ...(change ? [`new level, ${changeText(change.shiftPercent)}: ${stateWords[change.state].short}`] : []),
    ...events.map(({ kind, words }) => `${eventWords[kind].words}: ${words}`),
  ];
}

function interval(series: HistorySeries, point: HistorySeries['points'][number] | undefined): string {
  if (!point || point.halfWidth === null) return '–';
  const [low, high] = intervalOf(point);
  return `${numberIn(series.unit, low)} to ${numberIn(series.unit, high)}`;
}
