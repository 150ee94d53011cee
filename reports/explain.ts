import { metricEntries } from '../harness/measure/metric-entries.ts';
import { lines } from '../harness/measure/register-text.ts';
import { type Html, html, nothing } from './shared/markup.ts';

/** What a reader asks of a number; who defined it, and which version, stand in the docs. */
const asked = new Set(['formula', 'unit', 'needs', 'margin']);

const entries = new Map(metricEntries().map((entry) => [entry.id, entry]));

/** A "?" that opens to a measure's definition, as the register has it; works without a script. */
export function explained(metric: string): Html {
  const entry = entries.get(metric);
  if (!entry) return nothing;
  const facts = lines(entry)
    .filter(([name]) => asked.has(name))
    .map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`);
  return html`<details class="explain"><summary aria-label="${`What is ${entry.name}?`}">?</summary><dl>${facts}</dl></details>`;
}
