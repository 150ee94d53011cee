import { deviceColumns } from '../device-rows.ts';
import { intervalSvg, reachOf } from '../interval-svg.ts';
import type { DeviceRow, ReportModel } from '../report-model.ts';
import { digits, percent, table } from '../shared/html.ts';
import { type Content, type Html, html } from '../shared/markup.ts';
import { badge } from '../verdict-badge.ts';

export function devicesSection(model: ReportModel): Html {
  const reach = reachOf(model.devices.flatMap((row) => [...(row.ci95Percent ?? []), row.marginPercent]));
  const columns = [
    { title: 'Device' },
    { title: 'Verdict, suite' },
    { title: 'Change % (95 % interval)', numeric: true },
    { title: `−${reach} … 0 … +${reach} %` },
    ...deviceColumns.map(({ title }) => ({ title, numeric: true })),
  ];
  const rows = model.devices.map((row) => cells(row, reach));
  return html`<section id="devices" aria-labelledby="devices-title"><h2 id="devices-title">Devices</h2>
${table('Candidate on each phone and suite; the change is that of the first metric that decides there, against the baseline; dashed lines are the allowed limits', columns, rows)}</section>`;
}

function cells(row: DeviceRow, reach: number): Content[] {
  const name = html`${row.name}${row.virtual && !/virtual/i.test(row.name) ? html` <small>(virtual)</small>` : ''}`;
  const { changePercent, ci95Percent } = row;
  const known = changePercent !== null && ci95Percent !== null;
  const text = known
    ? `${percent(changePercent)} (${percent(ci95Percent[0])} to ${percent(ci95Percent[1])})`
    : '–';
  const what = row.changeOf ?? 'nothing that decides';
  const label = `${what} changed by ${text} per cent`;
  const picture = known
    ? intervalSvg({ changePercent, ci95Percent, marginPercent: row.marginPercent, reach, label })
    : '–';
  return [
    name,
    html`${badge(row.verdict)}<br><small>${row.suite}</small>`,
    known ? html`<small>${what}</small><br>${text}` : '–',
    picture,
    ...row.values.map(digits),
  ];
}
