import { counted } from '../../harness/words/numbers.ts';
import { renderPage } from '../page-frame.ts';
import { type Html, html, lines, nothing } from '../shared/markup.ts';
import { runRow } from './run-row.ts';
import { RUNS_SHOWN, type RunsPage } from './runs-model.ts';
import { searchForm } from './search-form.ts';

const ownCss = `
main>section{margin-top:var(--gap-4)}.summary h1,.summary p{margin:0}
.runs td,.runs th{vertical-align:top}.runs tbody th{min-width:0;white-space:nowrap}.runs .why{color:var(--dim)}
.runs input{width:1.15rem;height:1.15rem;margin:.2rem 0 0}
.act{position:sticky;bottom:0;display:flex;gap:var(--gap-4);align-items:center;padding:var(--gap-3) 0;background:var(--paper);border-top:1px solid var(--line)}
@media (max-width:40rem){.runs thead{display:none}.runs,.runs tbody,.runs tr,.runs td,.runs th{display:block}.runs caption{display:block}.runs tr{position:relative;padding:var(--gap-3) 0 var(--gap-3) 2.25rem;border-bottom:1px solid var(--line)}.runs td,.runs th{border:0;padding:0;box-shadow:none}.runs td.tick{position:absolute;left:0}.runs tbody th{position:static}}
`;

/** The runs of a folder: search them, open one, tick two and compare. It needs no script. */
export function renderRuns(page: RunsPage): string {
  const { runs, all, root, skipped } = page;
  return renderPage({
    title: `Runs of ${root}`,
    ownCss,
    first: 'runs',
    virtualNote: null,
    about: `runs of ${root}`,
    links: [],
    asksItsServer: true,
    sections: [
      html`<section class="summary" aria-labelledby="headline"><h1 id="headline">${headline(page)}</h1>
<p>${countsOf(page)} <a href="history">Trend over all nights</a></p></section>`,
      searchForm(page),
      html`<section id="runs" aria-labelledby="runs-title"><h2 id="runs-title">Runs</h2>
${all === 0 ? html`<p>No run yet: <code>heatsoak demo</code> makes one.</p>` : runs.length === 0 ? html`<p>No run is like that.</p>` : listOf(page)}
${notRead(skipped)}</section>`,
    ],
  });
}

function headline({ runs, all }: RunsPage): string {
  if (all === 0) return 'No runs yet';
  return runs.length === all ? counted(all, 'run') : `${runs.length} of ${counted(all, 'run')}`;
}

function countsOf({ runs }: RunsPage): string {
  const counts = new Map<string, number>();
  for (const { verdict } of runs) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const words = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([verdict, count]) => `${count} ${verdict}`);
  return words.length > 0 ? `${words.join(', ')}.` : '';
}

function listOf({ runs }: RunsPage): Html {
  const shown = runs.slice(0, RUNS_SHOWN);
  const older = runs.length - shown.length;
  return html`<form action="compare" method="get">
<div class="scroll" role="region" aria-label="List of runs" tabindex="0"><table class="runs"><caption>The newest first, times in UTC; tick two to compare their candidates</caption>
<thead><tr><td></td><th scope="col">Run</th><th scope="col">Verdict</th><th scope="col">Candidate against baseline</th><th scope="col">Phones</th></tr></thead>
<tbody>
${lines(shown.map(runRow))}
</tbody></table></div>
${older > 0 ? html`<p>${counted(older, 'older run')} not shown: search for them.</p>` : nothing}
<p class="act"><button type="submit">Compare the two ticked</button></p></form>`;
}

const notRead = (skipped: RunsPage['skipped']): Html =>
  skipped.length === 0
    ? nothing
    : html`<details><summary>${counted(skipped.length, 'folder')} not read</summary><ul>${skipped.map(({ folder, reason }) => html`<li>${folder}: ${reason}</li>`)}</ul></details>`;
