import type { ReportModel, Timeline } from '../report-model.ts';
import { type Html, html } from '../shared/markup.ts';
import { timelineTables } from '../shared/timeline-tables.ts';

/** Token times and memory of any launch; the tables say the same without a script. */
export function timelineSection({ timelines, deviceNames }: ReportModel): Html {
  if (timelines.length === 0) {
    return html`<section id="timeline" class="evidence" aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline</h2><p>No samples.</p></section>`;
  }
  const options = timelines.map(
    (each, i) =>
      html`<option value="${i}">${`${deviceNames[each.device] ?? each.device}: ${each.title}`}</option>`,
  );
  const longest = [...timelines].sort((a, b) => b.endUs - a.endUs)[0];
  return html`<section id="timeline" class="evidence" aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline</h2>
<div class="controls needjs">
<label>Launch <select id="launch">${options}</select></label>
<label>From, s <input id="from" type="number" min="0" step="1" size="6"></label>
<label>To, s <input id="to" type="number" min="0" step="1" size="6"></label>
<button type="button" id="whole">Whole launch</button>
<button type="button" id="csv">Download CSV</button>
<button type="button" id="link">Copy link</button>
</div>
<div class="chart needjs"><canvas id="tokens" role="img" aria-label="Inter-token time with its running median, thermal states as bands" aria-describedby="tokens-table"></canvas></div>
<div class="chart needjs"><canvas id="memory" role="img" aria-label="Charged memory" aria-describedby="memory-table"></canvas></div>
<details><summary>Tables of these charts</summary>
<div id="tables">${longest ? tables(longest) : ''}</div></details></section>`;
}

function tables({ title, bins, memory }: Timeline): Html {
  return timelineTables({ title, bins, memoryMiB: memory.footprintBytes.map((bytes) => bytes / 2 ** 20) });
}
