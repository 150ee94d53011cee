import type { ReportModel } from '../report-model.ts';
import { type Html, html } from '../shared/markup.ts';

/** Raw data lies beside the report. */
export function filesSection({ command }: ReportModel): Html {
  return html`<section id="data" class="evidence" aria-labelledby="data-title"><h2 id="data-title">Data</h2>
<ul><li><a href="result.json">result.json</a>: aggregates, comparisons, verdict</li>
<li><a href="manifest.json">manifest.json</a>: what was planned</li>
<li><code>appium.log</code>: what the Appium server did</li>
<li><code>events/</code>: the event logs; <code>heatsoak derive</code> redoes this page from them</li></ul>
<p>Reproduce: <code>${command}</code></p></section>`;
}
