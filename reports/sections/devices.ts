import { changeNumber, changeWithInterval, counted, numberIn } from '../../harness/words/numbers.ts';
import { deviceColumns } from '../device-rows.ts';
import { intervalSvg, reachOf } from '../interval-svg.ts';
import type { DeviceRow, ReportModel } from '../report-model.ts';
import { table } from '../shared/html.ts';
import { type Content, type Html, html, lines, nothing } from '../shared/markup.ts';
import { verdictSymbol } from '../verdict-badge.ts';

/** So many phones that agree are one line, which opens to them: what differs must not be searched for among them. */
const FEWEST_ALIKE = 4;

/** Every phone with its verdict, the change that decides there and what else was measured, one row a suite. */
export function devicesSection({ devices }: ReportModel): Html {
  const groups = groupsOf(devices);
  const few = groups.filter((group) => group.length < FEWEST_ALIKE).flat();
  const many = groups.filter((group) => group.length >= FEWEST_ALIKE);
  const shown = { reach: reachOf(devices.flatMap((row) => [...(row.ci95Percent ?? []), row.marginPercent])) };
  const alike = many.map(
    (group) =>
      html`<details class="alike"><summary>${summaryOf(group)}</summary>${rowsTable(group, shown)}</details>`,
  );
  return html`<section id="devices" aria-labelledby="devices-title"><h2 id="devices-title">Devices</h2>
${lines(alike)}${few.length > 0 ? rowsTable(few, shown) : nothing}</section>`;
}

/** Phones of which the same is said in the same suite, in the order of the first of them. */
function groupsOf(rows: readonly DeviceRow[]): DeviceRow[][] {
  const groups = new Map<string, DeviceRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.suite, row.verdict, row.changeOf]);
    const known = groups.get(key);
    if (known) known.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

/** "✕ NO-GO · 10 phones in quick: Decode speed −10.4 to −9.8 %". */
function summaryOf(group: readonly DeviceRow[]): Content {
  const [first] = group;
  if (!first) return '';
  const changes = group.flatMap(({ changePercent }) => changePercent ?? []);
  const range = `${changeNumber(Math.min(...changes))} to ${changeNumber(Math.max(...changes))}\u00a0%`;
  const change = first.changeOf === null || changes.length === 0 ? '' : `: ${first.changeOf} ${range}`;
  return html`${word(first)} · ${counted(group.length, 'phone')} in ${first.suite}${change}`;
}

const word = ({ verdict }: DeviceRow): Html =>
  html`<b class="answer ${verdict}">${verdictSymbol[verdict]} ${verdict}</b>`;

interface Shown {
  /** Half of the axis that all intervals share, per cent. */
  readonly reach: number;
}

function rowsTable(rows: readonly DeviceRow[], { reach }: Shown): Html {
  // A column in which nothing was measured says nothing.
  const used = deviceColumns
    .map((column, i) => ({ ...column, i }))
    .filter(({ i }) => rows.some(({ values }) => typeof values[i] === 'number'));
  const columns = [
    { title: 'Phone', holds: 'name' },
    { title: 'Verdict, suite' },
    { title: 'Change that decides (95 %)' },
    { title: 'Interval' },
    ...used.map(({ title }) => ({ title, numeric: true })),
  ] as const;
  const body = rows.map((row) => [
    ...judgedCells(row, reach),
    ...used.map(({ i, unit, metric }) => value(row, metric, numberIn(unit, row.values[i] ?? null))),
  ]);
  return table(
    'Candidate on each phone, against the baseline; what is allowed is shaded',
    columns,
    body,
    undefined,
    true,
  );
}

function judgedCells(row: DeviceRow, reach: number): Content[] {
  const { changeOf, changePercent, ci95Percent, marginPercent } = row;
  const name = html`${row.name}${row.virtual && !/virtual/i.test(row.name) ? html` <small>(virtual)</small>` : ''}`;
  const text = changeWithInterval(changePercent, ci95Percent);
  const known = changePercent !== null && ci95Percent !== null;
  const label = `${changeOf ?? 'nothing that decides'} changed by ${text}`;
  const drawn = known ? { changePercent, ci95Percent, marginPercent, reach, label } : null;
  return [
    name,
    html`${word(row)}<br><small>${row.suite}</small>`,
    changeOf === null ? '–' : html`${changeOf} ${value(row, 'change', text)}`,
    drawn ? intervalSvg(row.reading === null ? drawn : { ...drawn, reading: row.reading }) : '–',
  ];
}

/** A number with what it is of, by which a test finds the same number elsewhere. */
const value = ({ id, suite }: DeviceRow, of: string, text: string): Html =>
  html`<span class="value" data-fact="${`${id}/${suite}/${of}`}">${text}</span>`;
