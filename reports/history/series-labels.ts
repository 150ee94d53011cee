import type { HistorySeries } from '../../harness/history/history-document.ts';
import { changeText } from '../../harness/words/numbers.ts';
import { type Html, html, lines } from '../shared/markup.ts';
import { labelPlaces, widthOf } from './label-places.ts';
import { LANE_HEIGHT, LEFT, PLOT_HEIGHT, READOUT_HEIGHT, RIGHT_EDGE } from './series-frame.ts';
import { stateWords } from './words.ts';

/** A line across the plot with words above it. */
interface Mark {
  readonly x: number;
  readonly kind: string;
  readonly words: string;
  readonly title: string;
}

/** The marks, drawn, and how high the lines are that their words take. */
export interface DrawnLabels {
  readonly height: number;
  readonly markup: Html;
}

/** Where levels changed and epochs began, in words that never stand on each other. Newest first: it gets the lowest line. */
export function seriesLabels(series: HistorySeries, x: (run: string) => number | null): DrawnLabels {
  const marks = marksOf(series, x).sort((a, b) => b.x - a.x);
  const places = labelPlaces(
    marks.map((mark) => ({ x: mark.x, width: widthOf(mark.words) })),
    LEFT,
    RIGHT_EDGE,
  );
  const lanes = Math.max(0, ...places.map(({ lane }) => lane + 1));
  const top = READOUT_HEIGHT + lanes * LANE_HEIGHT;
  const drawn = marks.map(({ x: at, kind, words, title }, i) => {
    const place = places[i];
    if (!place) return html``;
    const y = top - place.lane * LANE_HEIGHT - 5;
    const left = place.anchor === 'start' ? place.left : place.right;
    return html`<g class="${kind}"><line x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${(y - 9).toFixed(1)}" y2="${top + PLOT_HEIGHT}"/><text x="${left.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${place.anchor}">${words}<title>${title}</title></text></g>`;
  });
  return { height: lanes * LANE_HEIGHT, markup: lines(drawn) };
}

function marksOf(series: HistorySeries, x: (run: string) => number | null): Mark[] {
  const at = (run: string, mark: Omit<Mark, 'x'>): Mark[] => {
    const place = x(run);
    return place === null ? [] : [{ ...mark, x: place }];
  };
  const epochs = series.epochs
    .slice(1)
    .flatMap(({ run, reasons }) =>
      at(run, { kind: 'epoch', words: shortReason(reasons), title: reasons.join('; ') }),
    );
  const changes = series.changes.flatMap((change) =>
    at(change.run, {
      kind: `change ${change.better ? 'better' : 'worse'}`,
      words: `${change.better ? 'better' : 'worse'} ${changeText(change.shiftPercent)}, ${stateWords[change.state].short}`,
      title: `${change.id}: ${change.why}`,
    }),
  );
  return [...epochs, ...changes];
}

/** `OS build 23A341 -> 23B85` becomes `OS build 23B85`: what was before stands in the table. */
function shortReason(reasons: readonly string[]): string {
  const [first = 'new epoch', ...others] = reasons;
  const now = first.replace(/ \S+ -> (\S+)$/, ' $1');
  const words = now.length > MOST_LETTERS ? `${now.slice(0, MOST_LETTERS - 1)}…` : now;
  return others.length === 0 ? words : `${words} +${others.length}`;
}
const MOST_LETTERS = 28;
