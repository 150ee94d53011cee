import type { VariantRow } from '../../harness/judge/variant-row.ts';
import { loadRegimes } from '../../harness/measure/load-regime.ts';
import { numberIn } from '../../harness/words/numbers.ts';
import { paretoSvg } from '../pareto-svg.ts';
import type { ReportModel } from '../report-model.ts';
import { table } from '../shared/html.ts';
import { type Content, type Html, html, lines, nothing } from '../shared/markup.ts';

/** One model × formats × quantisations × devices: what each costs and what it gives. Empty in other runs. */
export function variantsSection(model: ReportModel): Html {
  const { variants, deviceNames } = model;
  if (!variants) return nothing;
  const devices = [...new Set(variants.map((row) => row.device))];
  const parts = devices.map((device) => {
    const rows = variants.filter((row) => row.device === device);
    return devicePart(rows, deviceNames[device] ?? device, `variants-${device}`);
  });
  return html`<section id="variants" aria-labelledby="variants-title"><h2 id="variants-title">Variants</h2>
<p class="note">${qualityNote(model)}</p>
${lines(parts)}</section>`;
}

function devicePart(rows: readonly VariantRow[], name: string, id: string): Html {
  const columns = columnsOf(rows);
  const shown = table(
    `Variants on ${name}: speeds are geometric means over cases and launches with the 95 % interval, the rest medians`,
    columns,
    rows.map((row) => columns.map(({ cell }) => cell(row))),
    id,
  );
  return html`<h3>${name}</h3>${frontNote(rows)}${chart(rows, name)}${shown}`;
}

interface VariantColumn {
  readonly title: string;
  readonly numeric?: boolean;
  readonly cell: (row: VariantRow) => Content;
}

/** Loads are of three kinds that are never compared with each other; a kind that no variant had has no column. */
function columnsOf(rows: readonly VariantRow[]): VariantColumn[] {
  const seen = loadRegimes.filter((regime) => rows.some(({ loads }) => loads?.[regime]));
  return [
    {
      title: 'Variant',
      cell: (row) =>
        html`${row.name}<br><small>${row.format ?? (row.engine === 'server' ? 'server' : '–')}</small>`,
    },
    { title: 'Best trade-off', cell: frontWords },
    { title: 'Decode tok/s', numeric: true, cell: (row) => ranged('tok/s', row.decodeRate, row.decode95) },
    { title: 'First token ms', numeric: true, cell: (row) => ranged('ms', row.ttftMs, row.ttft95) },
    ...seen.map(
      (regime): VariantColumn => ({
        title: `Load s, ${regime}`,
        numeric: true,
        cell: ({ loads }) => {
          const own = loads?.[regime];
          return own ? html`${numberIn('s', own.seconds)} <small>(${own.launches})</small>` : '–';
        },
      }),
    ),
    { title: 'Peak MiB', numeric: true, cell: (row) => numberIn('MiB', row.peakMiB) },
    {
      title: 'Size MB',
      numeric: true,
      cell: ({ sizeBytes }) => numberIn('MiB', sizeBytes === null ? null : sizeBytes / 1e6),
    },
    { title: 'Likeliest %', numeric: true, cell: (row) => numberIn('%', row.topOnePercent) },
    { title: 'Divergence', numeric: true, cell: (row) => numberIn('nats', row.meanKl) },
    { title: 'Same tokens %', numeric: true, cell: (row) => numberIn('%', row.tokenParityPercent) },
    {
      title: 'Launches',
      numeric: true,
      cell: ({ launches }) => `${launches.complete} of ${launches.planned}`,
    },
  ];
}

function ranged(unit: string, value: number | null, interval: VariantRow['decode95']): Content {
  if (interval === null) return numberIn(unit, value);
  const [low, high] = interval.map((each) => numberIn(unit, each));
  return html`${numberIn(unit, value)}<br><small>${`${low} to ${high}`}</small>`;
}

function frontWords({ onFront, meanKl }: VariantRow): string {
  if (onFront !== null) return onFront ? '● yes' : '○ no';
  return meanKl === null ? '? quality unknown' : '? too few launches';
}

/** Where there is no front, a reader should know why. */
function frontNote(rows: readonly VariantRow[]): Html {
  const compared = rows.filter(({ meanKl, decodeRate }) => meanKl !== null && decodeRate !== null);
  if (compared.length < 2 || compared.some(({ onFront }) => onFront !== null)) return nothing;
  return html`<p>No front: fewer than 3 launches of each variant cannot tell noise from speed; <code>--blocks 3</code> can.</p>`;
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
  return `${speed} ${quality} Best trade-off: no other variant on the same device is faster beyond noise and no farther from the source.`;
}

function chart(rows: readonly VariantRow[], name: string): Content {
  const points = rows.flatMap(({ name: label, meanKl, decodeRate, decode95, sizeBytes, onFront }) =>
    meanKl === null || decodeRate === null
      ? []
      : [{ label, meanKl, decodeRate, decode95, sizeBytes, onFront: onFront === true }],
  );
  return points.length > 1
    ? html`<div class="scroll" role="region" aria-label="${`Picture: variants on ${name}`}" tabindex="0">${paretoSvg(points, `Speed against closeness to the source on ${name}; the table below has the numbers`)}</div><p class="note">Filled and joined: what nothing beats. Lines through a dot: the interval of its speed. Size of a dot: size of its file.</p>`
    : '';
}
