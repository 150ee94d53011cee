import type { EmbeddedTimeline } from '../shared/embedded-timeline.ts';
import { ink, isDark } from './theme.ts';

const colours = {
  light: { nominal: '#dbe9f6', fair: '#f6d55c', serious: '#d9703a', critical: '#6b1236' },
  dark: { nominal: '#20364d', fair: '#6f6a1c', serious: '#e59a4e', critical: '#fbe3ec' },
} as const;

/** Side of a pattern's tile, px. */
const TILE = 10;

/** Strokes of each state's pattern; nominal has none. */
const strokes: Readonly<Record<string, (tile: CanvasRenderingContext2D) => void>> = {
  fair: (tile) => tile.fillRect(TILE / 2 - 1, TILE / 2 - 1, 2, 2),
  serious: (tile) => line(tile, 0, TILE, TILE, 0),
  critical: (tile) => {
    line(tile, 0, TILE, TILE, 0);
    line(tile, 0, 0, TILE, TILE);
  },
};

/** Width of a letter of a band's word and of the room around the word, px. */
const LETTER = 8;
const AROUND = 12;

/**
 * Thermal states as annotation boxes: each by its colour, its pattern and, where it fits, its word; the table has them all.
 * @param range the window that is drawn, s
 * @param width of the picture, px
 */
export function bands(
  timeline: EmbeddedTimeline,
  [low, high]: readonly [number, number],
  width: number,
): Record<string, object> {
  const fits = (word: string, from: number, to: number): boolean =>
    ((Math.min(to, high) - Math.max(from, low)) / (high - low)) * width >= LETTER * word.length + AROUND;
  const ends = timeline.thermal.map((_, i) => (timeline.thermal[i + 1]?.tUs ?? timeline.endUs) / 1e6);
  const boxes = timeline.thermal.map(({ tUs, state }, i) => [
    `band${i}`,
    {
      type: 'box',
      drawTime: 'beforeDatasetsDraw',
      xMin: tUs / 1e6,
      xMax: ends[i],
      backgroundColor: fill(state),
      borderWidth: 0,
      label: {
        display: fits(state, tUs / 1e6, ends[i] ?? 0),
        content: state,
        position: { x: 'start', y: 'start' },
        color: ink(),
        font: { size: 11 },
      },
    },
  ]);
  return Object.fromEntries(boxes) as Record<string, object>;
}

function fill(state: string): CanvasPattern | string {
  const palette: Readonly<Record<string, string>> = isDark() ? colours.dark : colours.light;
  const colour = `${palette[state] ?? '#888888'}55`;
  const canvas = document.createElement('canvas');
  canvas.width = TILE;
  canvas.height = TILE;
  const tile = canvas.getContext('2d');
  if (!tile) return colour;
  tile.fillStyle = colour;
  tile.fillRect(0, 0, TILE, TILE);
  tile.fillStyle = `${ink()}66`;
  tile.strokeStyle = `${ink()}33`;
  strokes[state]?.(tile);
  return tile.createPattern(canvas, 'repeat') ?? colour;
}

function line(tile: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  tile.beginPath();
  tile.moveTo(x1, y1);
  tile.lineTo(x2, y2);
  tile.stroke();
}
