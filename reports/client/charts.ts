import { Chart, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js';
import annotation from 'chartjs-plugin-annotation';
import type { EmbeddedTimeline } from '../shared/embedded-timeline.ts';
import { bands } from './bands.ts';
import type { Columns } from './decode.ts';
import { envelope, type Point } from './envelope.ts';
import { runningMedian } from './running-median.ts';
import { gridColour, ink, seriesColour } from './theme.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip, Legend, annotation);

let drawn: Chart[] = [];
/** More prompt starts than this in a window are a row of bars, not marks. */
const MOST_MARKS = 12;

/** Draws both charts of a launch in a window of seconds; `data-charts` on the root says that they are drawn. */
export function drawCharts(timeline: EmbeddedTimeline, columns: Columns, range: [number, number]): void {
  for (const chart of drawn) chart.destroy();
  const width = Math.max(200, document.getElementById('tokens')?.clientWidth ?? 800);
  const tokens = envelope(columns.tokenSeconds, columns.tokenMs, ...range, width);
  const middle = runningMedian(columns.tokenSeconds, columns.tokenMs, ...range);
  const memory = envelope(columns.memorySeconds, columns.memoryMiB, ...range, width);
  const thermal = bands(timeline, range, width);
  const marks = { ...thermal, ...promptStarts(timeline, range) };
  drawn = [
    line('tokens', 'ms per token', [dataset('every token', tokens, 1), median(middle)], range, marks),
    line('memory', 'charged MiB', [dataset('charged memory', memory, 2)], range, thermal),
  ].flatMap((chart) => chart ?? []);
  performance.mark('heatsoak-charts');
  document.documentElement.dataset['charts'] = String(drawn.length);
}

const dataset = (label: string, data: Point[], borderWidth: number) => ({
  label,
  data,
  borderColor: seriesColour(),
  borderWidth,
  pointRadius: 0,
  parsing: false as const,
});

const median = (data: Point[]) => ({
  ...dataset('running median', data, 1.5),
  borderColor: ink(),
});

function promptStarts({ trials }: EmbeddedTimeline, [low, high]: [number, number]): Record<string, object> {
  const seen = trials.filter(([t0]) => t0 / 1e6 >= low && t0 / 1e6 <= high);
  if (seen.length > MOST_MARKS) return {};
  const marks = seen.map(([t0, , name], i) => [
    `prompt${i}`,
    {
      type: 'line',
      xMin: t0 / 1e6,
      xMax: t0 / 1e6,
      borderColor: ink(),
      borderWidth: 1,
      borderDash: [2, 4],
      label: { display: seen.length <= 8, content: name, position: 'end', font: { size: 10 }, rotation: -90 },
    },
  ]);
  return Object.fromEntries(marks) as Record<string, object>;
}

function line(
  id: string,
  title: string,
  datasets: ReturnType<typeof dataset>[],
  [min, max]: [number, number],
  annotations: Record<string, object>,
): Chart | null {
  const canvas = document.getElementById(id);
  if (!(canvas instanceof HTMLCanvasElement)) return null;
  const axis = { type: 'linear' as const, ticks: { color: ink() }, grid: { color: gridColour() } };
  const titled = (text: string) => ({ ...axis, title: { display: true, text, color: ink() } });
  return new Chart(canvas, {
    type: 'line',
    data: { datasets },
    options: {
      animation: false,
      maintainAspectRatio: false,
      scales: {
        x: { ...titled('seconds since the app started'), min, max },
        y: { ...titled(title), beginAtZero: true },
      },
      plugins: {
        legend: { display: datasets.length > 1, labels: { color: ink(), boxHeight: 1 } },
        annotation: { annotations },
      },
    },
  });
}
