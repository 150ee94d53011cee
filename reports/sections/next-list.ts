import { type NextStep, nextSteps } from '../next-steps.ts';
import type { ReportModel } from '../report-model.ts';
import { type Html, html, nothing } from '../shared/markup.ts';

/** What to do now; nothing where nothing is to be done. */
export function nextList(model: ReportModel): Html {
  const steps = nextSteps(model);
  if (steps.length === 0) return nothing;
  return html`<div class="next"><h2 id="next">Next</h2><ul>${steps.map(item)}</ul></div>`;
}

function item({ words, command, section }: NextStep): Html {
  const said = section === undefined ? words : html`<a href="#${section}">${words}</a>`;
  return html`<li>${said}${command === undefined ? nothing : html`: <code>${command}</code>`}</li>`;
}
