import type { Reading } from '../harness/judge/decide.ts';

/** How a reading is said, and drawn: a word, a symbol, and the class whose colour the theme gives. */
interface ReadingMark {
  readonly word: string;
  readonly symbol: '✓' | '✕' | '?';
  readonly mark: 'worse' | 'better' | 'proved' | 'unknown';
}

/** The worst first. */
export const readingMarks: Readonly<Record<Reading, ReadingMark>> = {
  regression: { word: 'worse', symbol: '✕', mark: 'worse' },
  'not-enough-evidence': { word: 'cannot tell', symbol: '?', mark: 'unknown' },
  improvement: { word: 'better', symbol: '✓', mark: 'better' },
  'no-change': { word: 'no change (proved)', symbol: '✓', mark: 'proved' },
};

const order = Object.keys(readingMarks) as Reading[];

/** Below 0 where the first is the worse one to read. */
export const byReading = (a: Reading, b: Reading): number => order.indexOf(a) - order.indexOf(b);
