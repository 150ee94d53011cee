import { loadWords } from '../../harness/judge/model-loads.ts';
import type { VariantRow } from '../../harness/judge/variant-row.ts';
import { paretoSvg } from '../pareto-svg.ts';
import type { ReportModel } from '../report-model.ts';
import { digits, table } from '../shared/html.ts';
import { type Content, type Html, html, lines, nothing } from '../shared/markup.ts';

const columns = [
  { title: 'Variant' },
  { title: 'Best trade-off' },
  { title: 'Format', holds: 'name' },
  { title: 'Decode tok/s', numeric: true },
  { title: 'First token ms', numeric: true },
  { title: 'Load (launches)', holds: 'name' },
  { title: 'Peak MiB', numeric: true },
  { title: 'Size MB', numeric: true },
  { title: 'Same likeliest token %', numeric: true },
  { title: 'Divergence, nats', numeric: true },
  { title: 'Same tokens %', numeric: true },
  { title: 'Launches', numeric: true },
] as const;

/** One model × formats × quantisations × devices: what each costs and what it gives. Empty in other runs. */
export function variantsSection(model: ReportModel): Html {
  const { variants, deviceNames } = model;
  if (!variants) return nothing;
  const devices = [...new Set(variants.map((row) => row.device))];
  const parts = devices.map((device) => {
    const rows = variants.filter((row) => row.device === device);
    const name = deviceNames[device] ?? device;
    return html`<h3>${name}</h3>${chart(rows, name)}${table(`Variants on ${name}: medians over launches`, columns, rows.map(cells), `variants-${device}`)}`;
  });
  return html`<section id="variants" aria-labelledby="variants-title"><h2 id="variants-title">Variants</h2>
<p>${qualityNote(model)}</p>
${lines(parts)}</section>`;
}

function qualityNote({ variants, virtualNote }: ReportModel): string {
  const known = variants?.some((row) => row.meanKl !== null) ?? false;
  const quality = known
    ? 'Likeliest token and divergence: every variant’s own file was run on this host and compared with the source’s answers, position by position; “same tokens” compares the ids that the phone itself gave with the source’s, from the start.'
    : 'Quality is unknown: no source was named, or it could not be read.';
  const speed =
    virtualNote === null
      ? 'Speed, memory and load time were measured on the phones.'
      : 'Speed, memory and load time are simulated by virtual phones.';
  return `${speed} ${quality} Best trade-off: no other variant on the same device is at least as fast and as close to the source, and better in one of the two.`;
}

function chart(rows: readonly VariantRow[], name: string): Content {
  const points = rows.flatMap(({ name: label, meanKl, decodeRate, onFront }) =>
    meanKl === null || decodeRate === null ? [] : [{ label, meanKl, decodeRate, onFront: onFront === true }],
  );
  return points.length > 1
    ? html`<div class="scroll" role="region" aria-label="${`Picture: variants on ${name}`}" tabindex="0">${paretoSvg(points, `Speed against closeness to the source on ${name}; the table below has the numbers`)}</div>`
    : '';
}

const words = new Map([
  [true, '■ yes'],
  [false, '○ no'],
]);

function cells(row: VariantRow): string[] {
  const { complete, planned } = row.launches;
  return [
    row.name,
    row.onFront === null ? '? unknown' : (words.get(row.onFront) ?? ''),
    row.format ?? (row.engine === 'server' ? 'server' : '–'),
    digits(row.decodeRate),
    digits(row.ttftMs),
    row.loads ? loadWords(row.loads) : '–',
    digits(row.peakMiB),
    digits(row.sizeBytes === null ? null : row.sizeBytes / 1e6),
    digits(row.topOnePercent),
    digits(row.meanKl),
    digits(row.tokenParityPercent),
    `${complete} of ${planned}`,
  ];
}
