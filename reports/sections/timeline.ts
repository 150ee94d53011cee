import { quantity } from '../../harness/words/numbers.ts';
import { viewOfPlace } from '../changes/place-links.ts';
import type { ReportModel, Timeline } from '../report-model.ts';
import { launchBeside } from '../shared/launch-beside.ts';
import { type Content, type Html, html, nothing } from '../shared/markup.ts';
import { timelineTables } from '../shared/timeline-tables.ts';
import { viewLink } from '../shared/view-link.ts';
import { slowPlaceOf } from '../slow-places.ts';
import { firstLaunch, worstChange } from '../worst-change.ts';

/** Token times and memory of any launch, another one behind it; the tables say the same without a script. */
export function timelineSection(model: ReportModel): Html {
  const { timelines } = model;
  const first = firstLaunch(model);
  const shown = timelines[first];
  if (shown === undefined) {
    return html`<section id="timeline" class="evidence" aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline</h2><p>No samples.</p></section>`;
  }
  return html`<section id="timeline" class="evidence" aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline</h2>
${slowest(model)}
${controls(model, first)}
${plot}
<details id="timeline-tables"><summary>Tables of these charts</summary>
<div id="tables">${tables(shown)}</div></details></section>`;
}

/** From the worst change to the token, or the peak of memory, behind it. */
function slowest({ comparisons, slowPlaces, deviceNames }: ReportModel): Content {
  const change = worstChange(comparisons);
  const place = change && slowPlaceOf(slowPlaces, change);
  if (!change || !place) return '';
  const { device, suite, case: name, trial } = place;
  const words = trial ? `Its slowest token took ${quantity(trial.tokenMs, 'ms')}` : 'Its peak of memory';
  return html`<p class="needjs">Worst change: ${change.name} on ${deviceNames[device] ?? device}, ${trial ? `${suite} › ${name}` : suite}. <a id="slowest-of-worst" href="${viewLink(viewOfPlace(place))}">${words}</a></p>`;
}

function controls({ timelines, deviceNames }: ReportModel, first: number): Html {
  const beside = launchBeside(timelines, first);
  const optionsWith = (selected: number | null): Html[] =>
    timelines.map(
      (each, i) =>
        html`<option value="${i}"${i === selected ? html` selected` : nothing}>${`${deviceNames[each.device] ?? each.device}: ${each.title}`}</option>`,
    );
  return html`<div class="controls needjs">
<label>Launch <select id="launch">${optionsWith(first)}</select></label>
<label>Beside it <select id="beside"><option value="">nothing</option>${optionsWith(beside)}</select></label>
</div>
<div class="controls needjs">
<label>From, s <input id="from" type="number" min="0" step="any" size="6"></label>
<label>To, s <input id="to" type="number" min="0" step="any" size="6"></label>
<button type="button" id="zoom-in" aria-label="Zoom in">+</button>
<button type="button" id="zoom-out" aria-label="Zoom out">−</button>
<button type="button" id="whole">Whole launch</button>
<button type="button" id="cut" aria-pressed="false">Cut stalls off</button>
<button type="button" id="slowest">Slowest token here</button>
<button type="button" id="csv">Download CSV</button>
<button type="button" id="link">Copy link</button>
<p id="timeline-said" role="status"></p>
</div>`;
}

/** Filled by the page's script. */
const plot = html`<div id="readout" class="token-readout needjs"></div>
<div id="plot" class="plot needjs">
<div id="prompt-lanes"></div>
<p class="axis-name">ms per token <small>thin: every token; thick: running median of 31 tokens</small></p>
<div class="chart"><canvas id="tokens" tabindex="0" role="slider" aria-label="Crosshair: time of each token" aria-valuemin="0" aria-valuemax="0" aria-valuenow="0" aria-describedby="tokens-table"></canvas></div>
<div id="thermal-strip"></div>
<p class="axis-name">charged memory, MiB <small id="headroom"></small></p>
<div class="chart memory"><canvas id="memory" role="img" aria-label="Charged memory below the limit at which the system kills the app" aria-describedby="memory-table"></canvas><span id="limit-name" hidden></span></div>
<div id="crosshair" hidden><i></i></div><div id="brush" hidden></div>
</div>
<p class="hint needjs">Drag to zoom, Shift and drag to move, wheel after a click or with Ctrl, double click for the whole. Keys: <kbd>←</kbd> <kbd>→</kbd> token by token, <kbd>PgUp</kbd> <kbd>PgDn</kbd> trial by trial, <kbd>Home</kbd> <kbd>End</kbd>, <kbd>+</kbd> <kbd>−</kbd>, <kbd>Esc</kbd>.</p>`;

function tables({ title, bins, memory }: Timeline): Html {
  return timelineTables({ title, bins, memoryMiB: memory.footprintBytes.map((bytes) => bytes / 2 ** 20) });
}
