import type { HistoryDocument } from '../../harness/history/history-document.ts';
import { numberIn } from '../../harness/words/numbers.ts';
import { table } from '../shared/html.ts';
import { type Html, hrefBelow, html } from '../shared/markup.ts';
import { type HistoryPage, NIGHTS_SHOWN } from './history-model.ts';

type Run = HistoryDocument['runs'][number];

/** Every run with its verdict and a link to its report, the newest first. */
export function runsSection({ history, runsHref }: HistoryPage): Html {
  const shown = history.runs.slice(-NIGHTS_SHOWN).reverse();
  const devices = [...new Map(history.runs.flatMap((run) => run.devices.map(({ id, name }) => [id, name])))];
  const decode = devices.map(([id]) => decodeOf(history, id));
  const columns = [
    { title: 'Run' },
    { title: 'Candidate' },
    { title: 'Verdict' },
    ...devices.map(([, name]) => ({ title: `${name}, decode`, numeric: true })),
    { title: 'iOS' },
    { title: 'Note', holds: 'words' as const },
  ];
  const rows = shown.map((run, i) => [
    html`<a href="${hrefBelow(runsHref, run.run, 'report.html')}">${run.run}</a>`,
    candidateOf(run),
    html`<span class="state${run.verdict === 'NO-GO' ? ' worse' : ''}">${run.verdict}</span>`,
    ...decode.map((values) => numberIn(DECODE_UNIT, values.get(run.run) ?? null)),
    [...new Set(run.devices.map((device) => device.os))].join(', '),
    noteOf(history, run, shown[i + 1]),
  ]);
  const older = history.runs.length - shown.length;
  return html`<section id="runs" class="evidence" aria-labelledby="runs-title"><h2 id="runs-title">Runs</h2>
${rows.length > 0 ? table('Runs; decode is the value of the series: ÷ pinned build where there is one', columns, rows) : html`<p>No runs.</p>`}
${older > 0 ? html`<p>${older} older runs are in <a href="${hrefBelow(runsHref, 'history.json')}">history.json</a>.</p>` : ''}</section>`;
}

/** Ratios and speeds stand in one column. */
const DECODE_UNIT = 'tok/s or ×';
/** As git shows commits; of a hash twice as much tells builds apart. */
const [SHORT_COMMIT, SHORT_HASH] = [7, 12];

const candidateOf = (run: Run): string => {
  const build = run.builds.find((each) => each.role === 'candidate');
  if (!build) return '–';
  const { name, version, commit, app } = build;
  return `${name} ${version} ${commit?.slice(0, SHORT_COMMIT) ?? app.slice(0, SHORT_HASH)}`;
};

function decodeOf({ series }: HistoryDocument, device: string): ReadonlyMap<string, number> {
  const own = series.filter(
    (each) => each.device === device && each.metric === 'decode_rate' && each.kind !== 'control',
  );
  return new Map(own.flatMap((each) => each.points.map((point) => [point.run, point.value])));
}

/** What a reader of the list must know: left out, an epoch that begins, another pinned build. */
function noteOf({ series }: HistoryDocument, run: Run, before: Run | undefined): string {
  const epochs = series.flatMap((each) =>
    each.epochs.slice(1).flatMap((epoch) => (epoch.run === run.run ? epoch.reasons : [])),
  );
  const pinned = (each: Run | undefined): string | undefined =>
    each?.builds.find((build) => build.role === 'pinned')?.app;
  const moved = before && pinned(before) !== undefined && pinned(before) !== pinned(run);
  return [
    ...(run.verdict === 'GO' || run.headline === undefined ? [] : [run.headline]),
    ...(run.bad === null ? [] : [`left out: ${run.bad}`]),
    ...new Set(epochs),
    ...(moved ? ['the pinned build moved'] : []),
  ].join('; ');
}
