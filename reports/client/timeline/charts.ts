import { Chart, type ChartDataset, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { NO_BREAK, settingNumber } from '../../../harness/words/numbers.ts';
import { type Palette, paletteOf } from '../theme.ts';
import { envelope, type Point, type Series } from './envelope.ts';
import type { Launch } from './launch.ts';
import type { Scale } from './scale.ts';
import type { Window } from './window.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale);

/** Room for the numbers of an axis and the names of lanes, px: all pictures of the timeline begin at the same place. */
const GUTTER_PX = 68;
/** Room at the right, px: the last number of the axis of time hangs over. */
const RIGHT_PX = 18;
/** With less than this many points to a thousand pixels each one is worth a dot. */
const DOTS_PER_1000_PX = 160;
/** The limit of memory stands a little below the upper edge. */
const ABOVE_LIMIT = 1.06;

/** What both charts show: one launch, and perhaps another beneath it. */
export interface Shown {
  readonly launches: readonly Launch[];
  readonly window: Window;
  /** The axis ends above what is typical; what is higher is marked at its edge. */
  readonly cutsStalls: boolean;
}

type Line = ChartDataset<'line', Point[]>;

/** Token times and memory of a launch, drawn by Chart.js; a zoom only exchanges the points. */
export class TimelineCharts {
  private readonly tokens: Chart<'line', Point[]>;
  private readonly memory: Chart<'line', Point[]>;

  constructor(tokens: HTMLCanvasElement, memory: HTMLCanvasElement) {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    this.tokens = new Chart<'line', Point[]>(tokens, configuration());
    this.memory = new Chart<'line', Point[]>(memory, configuration());
  }

  draw(shown: Shown, target: 'screen' | 'paper' = 'screen'): void {
    const palette = paletteOf(target);
    const { window } = shown;
    const most = shown.cutsStalls ? typicalMost(shown) : undefined;
    const width = Math.max(200, (this.tokens.canvas.clientWidth || 800) - GUTTER_PX - RIGHT_PX);
    this.tokens.data.datasets = tokenLines(shown, width, palette, most);
    this.memory.data.datasets = memoryLines(shown, width, palette);
    setAxes(this.tokens, window, palette, { showsTime: true, most });
    setAxes(this.memory, window, palette, { showsTime: false, most: topOfMemory(shown.launches) });
    this.tokens.update('none');
    this.memory.update('none');
  }

  /** Fits the canvases into their boxes; Chart.js does so by itself, but not before a print. */
  resize(): void {
    this.tokens.resize();
    this.memory.resize();
  }

  /** Where seconds stand, the same in every picture of the timeline. */
  scale(window: Window): Scale {
    const { left, right } = this.tokens.chartArea;
    return { window, left, right, width: this.tokens.width };
  }

  /** ms of a height in the token chart, px from its upper edge. */
  msAt(px: number): number {
    return this.tokens.scales['y']?.getValueForPixel(px) ?? 0;
  }

  /** The upper edge for what is cut off there. */
  pxOfMs(ms: number): number {
    const px = this.tokens.scales['y']?.getPixelForValue(ms) ?? 0;
    return Math.max(this.tokens.chartArea.top, px);
  }

  pxOfMiB(mib: number): number {
    return this.memory.scales['y']?.getPixelForValue(mib) ?? 0;
  }

  /** Milliseconds of a pixel's height. */
  get msPerPx(): number {
    return Math.abs(this.msAt(0) - this.msAt(1)) || 1;
  }
}

/** The launch in front is drawn last. */
function tokenLines(
  { launches, window }: Shown,
  width: number,
  palette: Palette,
  most = Number.POSITIVE_INFINITY,
): Line[] {
  return launches.toReversed().flatMap((launch): Line[] => {
    const { tokenSeconds: times, starts } = launch;
    const thin = (values: Float64Array): Point[] => thinned({ times, values, starts }, window, width);
    const colour = colourOf(launch, palette);
    const every = thin(launch.tokenMs);
    const dots = every.length < (DOTS_PER_1000_PX * width) / 1000 ? 2 : 0;
    return [
      {
        ...line(every, halved(colour), 1),
        pointRadius: dots,
        pointBackgroundColor: colour,
        // A token's time is the one before it came: it is as wide as it lasted.
        stepped: 'after',
      },
      { ...line(thin(launch.medianMs), colour, 2), borderDash: dashOf(launch) },
      ...stallMarks(every, most, colour),
    ];
  });
}

/** A triangle at the upper edge for each token that is cut off there. */
function stallMarks(points: readonly Point[], most: number, colour: string): Line[] {
  const cut = points.filter(({ y }) => y > most).map(({ x }) => ({ x, y: most }));
  const mark = { showLine: false, pointStyle: 'triangle', pointRadius: 5, clip: false } as const;
  return cut.length === 0 ? [] : [{ ...line(cut, colour, 1), ...mark, pointBackgroundColor: colour }];
}

/** A little more than twice the highest running median of the window, ms: what is typical stays in the lower half. */
function typicalMost({ launches, window }: Shown): number | undefined {
  const medians = launches.flatMap(({ tokenSeconds: times, medianMs: values }) =>
    envelope({ times, values }, window.from, window.to, 1).map(({ y }) => y),
  );
  return medians.length === 0 ? undefined : 2.2 * Math.max(...medians);
}

function memoryLines({ launches, window }: Shown, width: number, palette: Palette): Line[] {
  const lines = launches.toReversed().map((launch): Line => {
    const series = { times: launch.memorySeconds, values: launch.memoryMiB };
    return {
      ...line(thinned(series, window, width), colourOf(launch, palette), 1.5),
      borderDash: dashOf(launch),
    };
  });
  const limit = launches[0]?.timeline.limitMiB ?? null;
  if (limit === null) return lines;
  const edges = [window.from, window.to].map((x) => ({ x, y: limit }));
  return [{ ...line(edges, palette.limit, 1.5), borderDash: [2, 3] }, ...lines];
}

const thinned = (series: Series, { from, to }: Window, width: number): Point[] =>
  envelope(series, from, to, width);

const line = (data: Point[], borderColor: string, borderWidth: number): Line => ({
  data,
  borderColor,
  borderWidth,
  pointRadius: 0,
});

const colourOf = ({ timeline }: Launch, { baseline, candidate }: Palette): string =>
  timeline.role === 'baseline' ? baseline : candidate;

const dashOf = ({ timeline }: Launch): number[] => (timeline.role === 'baseline' ? [5, 3] : []);

function topOfMemory(launches: readonly Launch[]): number | undefined {
  const limits = launches.flatMap(({ timeline }) => timeline.limitMiB ?? []);
  return limits.length > 0 ? Math.max(...limits) * ABOVE_LIMIT : undefined;
}

const configuration = () => ({
  type: 'line' as const,
  data: { datasets: [] },
  options: {
    animation: false as const,
    maintainAspectRatio: false,
    parsing: false as const,
    normalized: true,
    events: [],
    layout: { padding: { right: RIGHT_PX } },
    plugins: { legend: { display: false }, tooltip: { enabled: false } },
  },
});

function setAxes(
  chart: Chart<'line', Point[]>,
  { from, to }: Window,
  { dim, line: grid }: Palette,
  { showsTime, most }: { readonly showsTime: boolean; readonly most?: number | undefined },
): void {
  const axis = { type: 'linear' as const, grid: { color: grid }, border: { color: grid } };
  const ticks = { color: dim, includeBounds: false };
  chart.options.scales = {
    x: {
      ...axis,
      min: from,
      max: to,
      ticks: {
        ...ticks,
        display: showsTime,
        maxRotation: 0,
        callback: (value) => `${settingNumber(Number(value))}${NO_BREAK}s`,
      },
    },
    y: {
      ...axis,
      beginAtZero: true,
      ...(most === undefined ? {} : { max: most }),
      ticks: {
        ...ticks,
        maxTicksLimit: showsTime ? 7 : 4,
        callback: (value) => settingNumber(Number(value)),
      },
      afterFit: (scale) => {
        scale.width = GUTTER_PX;
      },
    },
  };
}

/** Half as strong; a colour that the reader's system names stays as it is. */
const halved = (colour: string): string => (/^#[\da-f]{6}$/i.test(colour) ? `${colour}80` : colour);
