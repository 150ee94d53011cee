import { intervalSvg, reachOf } from '../interval-svg.ts';
import type { DeviceRow, ReportModel } from '../report-model.ts';
import { digits, percent, table } from '../shared/html.ts';
import { type Content, type Html, html } from '../shared/markup.ts';
import { badge } from './verdict.ts';

export function devicesSection(model: ReportModel): Html {
  const reach = reachOf(model.devices.flatMap((row) => [...(row.ci95Percent ?? []), row.marginPercent]));
  const columns = [
    { title: 'Device' },
    { title: 'Verdict' },
    { title: 'Decode tok/s', numeric: true },
    { title: 'Change % (95 % interval)', numeric: true },
    { title: `−${reach} … 0 … +${reach} %` },
    { title: 'First token ms', numeric: true },
    { title: 'Peak MiB', numeric: true },
    { title: 'Retained %', numeric: true },
    { title: 'Serious heat %', numeric: true },
  ];
  const rows = model.devices.map((row) => cells(row, reach));
  return html`<section id="devices" aria-labelledby="devices-title"><h2 id="devices-title">Devices</h2>
${table('Candidate on each phone; the change is against the baseline, dashed lines are the allowed limits', columns, rows)}</section>`;
}

function cells(row: DeviceRow, reach: number): Content[] {
  const name = html`${row.name}${row.virtual && !/virtual/i.test(row.name) ? html` <small>(virtual)</small>` : ''}`;
  const { changePercent, ci95Percent } = row;
  const known = changePercent !== null && ci95Percent !== null;
  const text = known
    ? `${percent(changePercent)} (${percent(ci95Percent[0])} to ${percent(ci95Percent[1])})`
    : '–';
  const label = `decode speed changed by ${text} per cent`;
  const picture = known
    ? intervalSvg({ changePercent, ci95Percent, marginPercent: row.marginPercent, reach, label })
    : '–';
  return [
    name,
    badge(row.verdict),
    digits(row.decode),
    text,
    picture,
    digits(row.ttft),
    digits(row.peakMiB),
    digits(row.retentionPercent),
    digits(row.seriousPercent),
  ];
}
