import type { EmbeddedTimeline } from '../shared/embedded-timeline.ts';
import { timelineTables } from '../shared/timeline-tables.ts';
import { tokenBins } from '../shared/token-bins.ts';
import { filterChanges } from './changes-filter.ts';
import { drawCharts } from './charts.ts';
import { type Columns, columnsOf, unpack } from './decode.ts';
import { downloadTokens } from './download.ts';
import { offerPrinting } from './printing.ts';
import { dark } from './theme.ts';

const textOf = (id: string): string => document.getElementById(id)?.textContent ?? '';
const launches = JSON.parse(textOf('index')) as EmbeddedTimeline[];
const launch = document.getElementById('launch') as HTMLSelectElement | null;
const from = document.getElementById('from') as HTMLInputElement | null;
const to = document.getElementById('to') as HTMLInputElement | null;

function rangeOf(timeline: EmbeddedTimeline): [number, number] {
  const end = timeline.endUs / 1e6;
  const low = Math.max(0, Number(from?.value || 0));
  const high = Number(to?.value || end);
  return high > low ? [low, Math.min(high, end)] : [0, end];
}

/** `#d=&p=&from=&to=` restores a view: device, launch, window. */
function readHash(): void {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const index = launches.findIndex(
    (each) => each.device === wanted.get('d') && each.launch === wanted.get('p'),
  );
  if (launch && index >= 0) launch.value = String(index);
  setWindow(wanted.get('from') ?? '', wanted.get('to') ?? '');
}

function setWindow(low: string, high: string): void {
  if (from) from.value = low;
  if (to) to.value = high;
}

function hashOf(timeline: EmbeddedTimeline): string {
  const parts = new URLSearchParams({
    d: timeline.device,
    p: timeline.launch,
    from: from?.value ?? '',
    to: to?.value ?? '',
  });
  return `#${parts.toString()}`;
}

/** The tables are those of the launch in the charts. */
function showTables({ title, thermal }: EmbeddedTimeline, columns: Columns): void {
  const tables = document.getElementById('tables');
  const bins = tokenBins(columns.tokenSeconds, columns.tokenMs, thermal);
  if (tables) tables.innerHTML = timelineTables({ title, bins, memoryMiB: columns.memoryMiB }).text;
}

async function showTimeline(): Promise<void> {
  const packed = await unpack(textOf('packed'));
  const current = (): { timeline: EmbeddedTimeline; columns: Columns } | null => {
    const timeline = launches[Number(launch?.value ?? 0)];
    return timeline ? { timeline, columns: columnsOf(timeline, packed) } : null;
  };
  const draw = (): void => {
    const shown = current();
    if (!shown) return;
    drawCharts(shown.timeline, shown.columns, rangeOf(shown.timeline));
    showTables(shown.timeline, shown.columns);
  };
  const changed = (): void => {
    const shown = current();
    if (shown) history.replaceState(null, '', hashOf(shown.timeline));
    draw();
  };
  if (location.hash.includes('d=')) readHash();
  else if (launch) launch.value = String(longest());
  for (const control of [launch, from, to]) control?.addEventListener('change', changed);
  const onClick = (id: string, act: () => void): void =>
    document.getElementById(id)?.addEventListener('click', act);
  onClick('whole', () => {
    setWindow('', '');
    changed();
  });
  onClick('link', () => {
    changed();
    void navigator.clipboard?.writeText(location.href);
  });
  onClick('csv', () => {
    const shown = current();
    if (shown) downloadTokens(shown.timeline, shown.columns);
  });
  dark.addEventListener('change', draw);
  draw();
}

const longest = (): number =>
  launches.reduce((best, each, i) => (each.endUs > (launches[best]?.endUs ?? 0) ? i : best), 0);

filterChanges();
offerPrinting();
if (launches.length > 0) void showTimeline();
