import { changeText, NO_BREAK, numberIn } from '../../harness/words/numbers.ts';
import { type Html, html, lines as stacked } from '../shared/markup.ts';
import { onsetOf, plateauOf, type SpeedLine } from './speed-lines.ts';

/** Where a picture has its plot, and where a second and a speed lie in it. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (second: number) => number;
  readonly y: (speed: number) => number;
}

/** "87 s", on one line: the curve is read second by second. */
export const wholeSeconds = (seconds: number): string =>
  `${numberIn('count', Math.round(seconds))}${NO_BREAK}s`;

/** From one strip of heat to the next; a strip is 6 px high. */
export const STRIP = 9;
const STRIP_HEIGHT = 6;

/** The thermal state of each build's first soak, below each other in the order of the lines. */
export function heatStrips(lines: readonly SpeedLine[], { x, bottom }: Plot): Html {
  const strips = lines.map(({ role, soaks }, i) => {
    const [soak] = soaks;
    const states = soak?.thermal ?? [];
    const rects = states.map(({ fromSecond, state }, j) => {
      const end = Math.min(soak?.loadSeconds ?? 0, states[j + 1]?.fromSecond ?? Number.POSITIVE_INFINITY);
      const width = Math.max(0, x(end) - x(fromSecond));
      return html`<rect class="heat ${state}" x="${x(fromSecond).toFixed(1)}" y="${bottom + 3 + i * STRIP}" width="${width.toFixed(1)}" height="${STRIP_HEIGHT}"><title>${`${role}: ${state} from ${wholeSeconds(fromSecond)} to ${wholeSeconds(end)}`}</title></rect>`;
    });
    return html`<g>${rects}</g>`;
  });
  return stacked(strips);
}

/** Rows of words at the top, one a build: what throttles is below them by then. */
const WORD_ROW = 26;

/** Where each build begins to throttle. */
export function onsetMarks(lines: readonly SpeedLine[], { x, y, top, right }: Plot): Html {
  const marked = [...lines].reverse().flatMap((line) => {
    const onset = onsetOf(line);
    return onset === null ? [] : [{ line, onset }];
  });
  const marks = marked.map(({ line: { role, middle }, onset }, i) => {
    const at = x(onset);
    const speed = middle.find(([second]) => second >= onset)?.[1] ?? 0;
    const rowAt = top + 12 + i * WORD_ROW;
    // Words that begin too far right would leave the plot.
    const isLate = at > right - 170;
    const words = i === 0 ? `throttles at ${wholeSeconds(onset)}` : `${role}: ${wholeSeconds(onset)}`;
    return html`<line class="onset ${role}" x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${rowAt - 8}" y2="${y(speed).toFixed(1)}"/><text x="${(isLate ? at - 6 : at + 6).toFixed(1)}" y="${rowAt}" text-anchor="${isLate ? 'end' : 'start'}">${words}</text>`;
  });
  return stacked(marks);
}

/** Two lines of large letters. */
const LABEL_HEIGHT = 46;

/** What each line is, and where it ends; the candidate's change against the baseline. */
export function endLabels(lines: readonly SpeedLine[], { right, top, bottom, y }: Plot): Html {
  const baseline = lines.find(({ role }) => role === 'baseline');
  const placed = spread(
    lines.map((line) => ({ line, y: y(plateauOf(line)) })),
    top + 8,
    bottom - LABEL_HEIGHT / 2,
  );
  return stacked(
    placed.map(({ line, y: at }) => {
      const plateau = plateauOf(line);
      const change =
        line.role === 'candidate' && baseline
          ? ` (${changeText(100 * (plateau / plateauOf(baseline) - 1))})`
          : '';
      return html`<text class="end ${line.role}" x="${right + 8}" y="${at.toFixed(1)}">${line.role}<tspan x="${right + 8}" dy="1.15em">${`${numberIn('tok/s', plateau)}${change}`}</tspan></text>`;
    }),
  );
}

interface Placed {
  readonly line: SpeedLine;
  readonly y: number;
}

/** From the top down, each at least a label's height below the one before, and none below the last place. */
function spread(labels: readonly Placed[], first: number, last: number): Placed[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  let next = first;
  return sorted.map((label, i) => {
    const room = (sorted.length - 1 - i) * LABEL_HEIGHT;
    const y = Math.max(next, Math.min(label.y, last - room));
    next = y + LABEL_HEIGHT;
    return { ...label, y };
  });
}
