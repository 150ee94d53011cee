import type { Change, MetricComparison } from '../../harness/judge/change.ts';
import { median } from '../../harness/statistics/median.ts';
import { intervalSvg, reachOf } from '../interval-svg.ts';
import type { ReportModel } from '../report-model.ts';
import { digits, percent, table } from '../shared/html.ts';
import { type Content, type Html, html } from '../shared/markup.ts';

interface Row {
  readonly comparison: MetricComparison;
  readonly device: string;
  /** Null: over all cases. */
  readonly case: string | null;
  readonly decides: boolean;
  readonly change: Change;
}

/** Every measure on every phone and suite, and each case that is not proved to be within limits; the largest change first. */
export function changesSection(model: ReportModel): Html {
  const rows = model.comparisons
    .flatMap((comparison) =>
      comparison.perDevice.flatMap(({ cases, ...change }): Row[] => {
        const row = { comparison, device: change.device, decides: change.decides };
        const open = cases.filter(
          ({ notWorse, reading }) => change.decides && (!notWorse || reading === 'regression'),
        );
        return [
          { ...row, case: null, change },
          ...open.map((own) => ({ ...row, case: own.case, change: own })),
        ];
      }),
    )
    .sort((a, b) => ratio(b) - ratio(a));
  const reach = reachOf(rows.flatMap(({ change }) => [...(change.ci95Percent ?? []), change.allowedPercent]));
  const columns = [
    { title: 'Measure' },
    { title: 'Device', holds: 'name' },
    { title: 'Unit' },
    { title: 'Baseline', numeric: true },
    { title: 'Candidate', numeric: true },
    { title: 'Change % (95 %)', numeric: true },
    { title: 'Interval' },
    { title: 'Allowed %', numeric: true },
    { title: 'Blocks', numeric: true },
    { title: 'Reading', holds: 'words' },
  ] as const;
  const body =
    rows.length > 0
      ? html`${filters(rows)}${table(
          'Candidate against baseline, over all launches of each phone; intervals are not adjusted for several tests',
          columns,
          rows.map((row) => cells(row, reach, model)),
        )}`
      : html`<p>No baseline: numbers only.</p>`;
  return html`<section id="changes" class="evidence" aria-labelledby="changes-title"><h2 id="changes-title">Changes</h2>${body}</section>`;
}

/** One button a reading that occurs, with its count; needs a script, the table does not. */
function filters(rows: readonly Row[]): Html {
  const button = (reading: string, word: string, count: number): Html =>
    html`<button type="button" data-filter="${reading}" aria-pressed="${String(reading === 'all')}">${word} (${count})</button>`;
  const buttons = (Object.keys(words) as (keyof typeof words)[]).flatMap((reading) => {
    const count = rows.filter(({ change }) => change.reading === reading).length;
    return count > 0 ? [button(reading, words[reading], count)] : [];
  });
  return html`<div class="controls needjs" role="group" aria-label="Show">${button('all', 'all', rows.length)}${buttons}</div>`;
}

const ratio = ({ change }: Row): number => Math.abs(change.changePercent ?? 0) / change.allowedPercent;

const words = {
  regression: 'worse',
  improvement: 'better',
  'no-change': 'no change (proved)',
  'not-enough-evidence': 'cannot tell',
} as const;

/** A decode speed with drafted tokens says little without how many of them were accepted. */
function drafts({ comparison, device, case: name }: Row, { prompts }: ReportModel): string {
  if (comparison.metric !== 'decode_rate') return '';
  const own = prompts.filter(
    (each) =>
      each.device === device && each.suite === comparison.suite && (name === null || each.case === name),
  );
  const baseline = median(own.flatMap((each) => each.baselineAccepted ?? []));
  const candidate = median(own.flatMap((each) => each.candidateAccepted ?? []));
  if (baseline === null && candidate === null) return '';
  return ` · drafts accepted ${digits(baseline)} % by the baseline, ${digits(candidate)} % by the candidate`;
}

function cells(row: Row, reach: number, model: ReportModel): Content[] {
  const { comparison, device, case: name, change } = row;
  const { changePercent, ci95Percent } = change;
  const place = name === null ? comparison.suite : `${comparison.suite} › ${name}`;
  const known = changePercent !== null && ci95Percent !== null;
  const text = known
    ? `${percent(changePercent)} (${percent(ci95Percent[0])} to ${percent(ci95Percent[1])})`
    : '–';
  const label = `${comparison.name} changed by ${text} per cent`;
  const needed = change.blocksNeeded === null ? '' : `; about ${change.blocksNeeded} blocks needed`;
  return [
    html`${comparison.name}<br><small>${row.decides ? 'decides · ' : ''}${place}${drafts(row, model)}</small>`,
    model.deviceNames[device] ?? device,
    comparison.unit,
    digits(change.baseline),
    digits(change.candidate),
    text,
    known
      ? intervalSvg({ changePercent, ci95Percent, marginPercent: change.allowedPercent, reach, label })
      : '–',
    digits(change.allowedPercent),
    String(change.blocks),
    html`<span data-reading="${change.reading}">${`${words[change.reading]}${needed}${change.note ? ` (${change.note})` : ''}`}</span>`,
  ];
}
