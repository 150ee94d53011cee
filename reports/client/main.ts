import { Chart, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js';
import annotation from 'chartjs-plugin-annotation';
import type { EmbeddedTimeline } from '../embed.ts';
import { type Columns, columnsOf, unpack } from './decode.ts';
import { envelope } from './envelope.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip, Legend, annotation);

const textOf = (id: string): string => document.getElementById(id)?.textContent ?? '';
const launches = JSON.parse(textOf('index')) as EmbeddedTimeline[];
const launch = document.getElementById('launch') as HTMLSelectElement | null;
const from = document.getElementById('from') as HTMLInputElement | null;
const to = document.getElementById('to') as HTMLInputElement | null;
const dark = matchMedia('(prefers-color-scheme: dark)');
let charts: Chart[] = [];

const bandColours = {
  light: { nominal: '#dbe9f6', fair: '#f6d55c', serious: '#d9703a', critical: '#6b1236' },
  dark: { nominal: '#20364d', fair: '#6f6a1c', serious: '#e59a4e', critical: '#fbe3ec' },
} as const;

/** A state is shown by its colour and by its word. */
function bands(timeline: EmbeddedTimeline): Record<string, object> {
  const colours: Record<string, string> = dark.matches ? bandColours.dark : bandColours.light;
  const boxes = timeline.thermal.map(({ tUs, state }, i) => {
    const end = timeline.thermal[i + 1]?.tUs ?? timeline.endUs;
    const label = {
      display: true,
      content: state,
      position: { x: 'start', y: 'start' },
      color: ink(),
      font: { size: 11 },
    };
    return [
      `band${i}`,
      {
        type: 'box',
        xMin: tUs / 1e6,
        xMax: end / 1e6,
        backgroundColor: `${colours[state] ?? '#888888'}55`,
        borderWidth: 0,
        label,
      },
    ];
  });
  return Object.fromEntries(boxes) as Record<string, object>;
}

const ink = (): string => (dark.matches ? '#e7eaee' : '#1b1f24');

function line(
  id: string,
  label: string,
  points: { x: number; y: number }[],
  range: [number, number],
  boxes: Record<string, object>,
): Chart | null {
  const canvas = document.getElementById(id);
  if (!(canvas instanceof HTMLCanvasElement)) return null;
  const colour = dark.matches ? '#7db9f5' : '#0b5cad';
  const axis = { ticks: { color: ink() }, grid: { color: dark.matches ? '#343a41' : '#d9dde2' } };
  return new Chart(canvas, {
    type: 'line',
    data: {
      datasets: [
        { label, data: points, borderColor: colour, borderWidth: 1, pointRadius: 0, parsing: false },
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      scales: {
        x: {
          type: 'linear',
          min: range[0],
          max: range[1],
          title: { display: true, text: 'seconds since the app started', color: ink() },
          ...axis,
        },
        y: {
          type: 'linear',
          beginAtZero: true,
          title: { display: true, text: label, color: ink() },
          ...axis,
        },
      },
      plugins: { legend: { display: false }, annotation: { annotations: boxes } },
    },
  });
}

function rangeOf(timeline: EmbeddedTimeline): [number, number] {
  const end = timeline.endUs / 1e6;
  const low = Math.max(0, Number(from?.value || 0));
  const high = Number(to?.value || end);
  return high > low ? [low, Math.min(high, end)] : [0, end];
}

function draw(timeline: EmbeddedTimeline, columns: Columns): void {
  for (const chart of charts) chart.destroy();
  const range = rangeOf(timeline);
  const width = Math.max(200, document.getElementById('tokens')?.clientWidth ?? 800);
  const tokens = envelope(columns.tokenSeconds, columns.tokenMs, ...range, width);
  const memory = envelope(columns.memorySeconds, columns.memoryMiB, ...range, width);
  charts = [
    line('tokens', 'ms per token', tokens, range, bands(timeline)),
    line('memory', 'charged MiB', memory, range, {}),
  ].flatMap((chart) => chart ?? []);
  performance.mark('heatsoak-charts');
  document.documentElement.dataset['charts'] = String(charts.length);
}

/** `#d=&p=&from=&to=` restores a view: device, launch, window. */
function readHash(): void {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const index = launches.findIndex(
    (each) => each.device === wanted.get('d') && each.launch === wanted.get('p'),
  );
  if (launch && index >= 0) launch.value = String(index);
  if (from) from.value = wanted.get('from') ?? '';
  if (to) to.value = wanted.get('to') ?? '';
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

async function start(): Promise<void> {
  const packed = await unpack(textOf('packed'));
  const current = (): EmbeddedTimeline | undefined => launches[Number(launch?.value ?? 0)];
  const show = (): void => {
    const timeline = current();
    if (timeline) draw(timeline, columnsOf(timeline, packed));
  };
  const changed = (): void => {
    const timeline = current();
    if (timeline) history.replaceState(null, '', hashOf(timeline));
    show();
  };
  if (location.hash.includes('d=')) readHash();
  else if (launch) launch.value = String(longest());
  for (const control of [launch, from, to]) control?.addEventListener('change', changed);
  document.getElementById('whole')?.addEventListener('click', () => {
    if (from) from.value = '';
    if (to) to.value = '';
    changed();
  });
  document.getElementById('link')?.addEventListener('click', () => {
    changed();
    void navigator.clipboard?.writeText(location.href);
  });
  dark.addEventListener('change', show);
  show();
}

const longest = (): number =>
  launches.reduce((best, each, i) => (each.endUs > (launches[best]?.endUs ?? 0) ? i : best), 0);

if (launches.length > 0) void start();
