import { type Html, hrefBelow, html, nothing } from '../shared/markup.ts';
import type { SiteRun } from './runs-model.ts';

const symbols: Readonly<Record<string, string>> = { GO: '✓', 'NO-GO': '✕', INCONCLUSIVE: '?', INVALID: '!' };

/** A run in the list: a box to tick, when it was, what it said and why, what was measured on what. */
export function runRow(run: SiteRun): Html {
  const { folder, verdict, headline, devices } = run;
  const time = run.at.slice(0, 16).replace('T', ' ');
  return html`<tr><td class="tick"><input type="checkbox" name="run" value="${folder}" aria-label="Compare ${run.run}"></td>
<th scope="row"><a href="${hrefBelow('', folder, 'report.html')}" title="${run.run}">${time}</a>${tags(run)}</th>
<td><span class="badge ${badgeOf(verdict)}">${symbols[verdict] ?? ''} ${verdict}</span>${headline === undefined ? nothing : html`<br><span class="why">${headline}</span>`}</td>
<td>${buildOf(run, 'candidate')}<br><span class="why">${buildOf(run, 'baseline')}</span></td>
<td>${devices.map(({ name }) => name).join(', ')}</td></tr>`;
}

/** A class that the style sheet knows: a verdict stands in a file that anybody may have written. */
const badgeOf = (verdict: string): string => (verdict in symbols ? verdict : 'MEASURED');

function tags({ virtual, kind }: SiteRun): Html {
  const words = [...(virtual ? ['SIMULATED'] : []), ...(kind === 'ab' ? [] : [kind.toUpperCase()])];
  return html`${words.map((word) => html` <span class="tag">${word}</span>`)}`;
}

/** As git shows commits. */
const SHORT_COMMIT = 7;

function buildOf({ builds }: SiteRun, role: 'candidate' | 'baseline'): string {
  const build = builds.find((each) => each.role === role);
  if (!build) return role === 'candidate' ? '–' : 'no baseline';
  const commit = build.commit === undefined ? '' : ` · ${build.commit.slice(0, SHORT_COMMIT)}`;
  return `${role === 'baseline' ? 'against ' : ''}${build.name} ${build.version}${commit}`;
}
