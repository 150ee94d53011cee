import type { Reading } from '../../harness/judge/decide.ts';
import { type ChangeMatrix, changeMatrix } from '../changes/change-matrix.ts';
import { openCases } from '../changes/change-rows.ts';
import { matrixHtml } from '../changes/matrix-html.ts';
import { silentHtml } from '../changes/silent-html.ts';
import { reachOf } from '../interval-svg.ts';
import { readingMarks } from '../readings.ts';
import type { ReportModel } from '../report-model.ts';
import { type Html, html, lines } from '../shared/markup.ts';

/** Every measure on every phone: what can be told as a matrix, what cannot in a sentence. */
export function changesSection(model: ReportModel): Html {
  const matrix = changeMatrix(model);
  const changes = model.comparisons.flatMap(({ perDevice }) => perDevice);
  const drawn = changes.flatMap((change) => [change, ...openCases(change)]);
  const reach = reachOf(
    drawn.flatMap(({ ci95Percent, allowedPercent }) => (ci95Percent ? [...ci95Percent, allowedPercent] : [])),
  );
  const body =
    changes.length === 0
      ? html`<p>One build alone: numbers only.</p>`
      : html`<p class="note">Candidate against baseline over all launches of each phone, 95 % intervals, not adjusted for several tests. Shaded: what is allowed. Each cell opens to its numbers.</p>
${filters(matrix)}${matrixHtml({ model, matrix, reach })}
${lines(matrix.silent.map((each) => silentHtml(each, model)))}`;
  return html`<section id="changes" class="evidence" aria-labelledby="changes-title"><h2 id="changes-title">Changes</h2>
${body}</section>`;
}

/** One button a reading that occurs, with its count; needs a script, the matrix does not. */
function filters({ suites }: ChangeMatrix): Html {
  const found = suites.flatMap(({ rows }) =>
    rows.flatMap(({ cells }) => cells.flatMap((cell) => cell ?? [])),
  );
  const button = (reading: string, word: string, count: number): Html =>
    html`<button type="button" data-filter="${reading}" aria-pressed="${String(reading === 'all')}">${word} (${count})</button>`;
  const buttons = (Object.keys(readingMarks) as Reading[]).flatMap((reading) => {
    const count = found.filter((cell) => cell.reading === reading).length;
    return count > 0 ? [button(reading, readingMarks[reading].word, count)] : [];
  });
  return html`<div class="controls needjs" role="group" aria-label="Show">${button('all', 'all', found.length)}${buttons}</div>`;
}
