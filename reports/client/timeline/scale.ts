import type { Window } from './window.ts';

/** Where a window's seconds stand in a picture, px. */
export interface Scale {
  readonly window: Window;
  readonly left: number;
  readonly right: number;
  /** Of the whole picture. */
  readonly width: number;
}

export const pxOf = ({ window, left, right }: Scale, second: number): number =>
  left + ((second - window.from) / (window.to - window.from)) * (right - left);

export const secondOf = ({ window, left, right }: Scale, px: number): number =>
  window.from + ((px - left) / (right - left)) * (window.to - window.from);

/** A stretch as it is seen, px; null where none of it is. */
export function seen(scale: Scale, from: number, to: number): { x: number; width: number } | null {
  const x = Math.max(scale.left, pxOf(scale, from));
  const width = Math.min(scale.right, pxOf(scale, to)) - x;
  return width > 0 ? { x, width } : null;
}

/** Mean width of a letter of a label, px, a little wide for safety. */
const LETTER_PX = 7;

/** Whether words fit into a box with some room around them. */
export const fits = (words: string, width: number): boolean => words.length * LETTER_PX + 8 <= width;
