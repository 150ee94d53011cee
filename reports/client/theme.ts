/** A canvas does not follow the page's colours by itself. */
export const dark = matchMedia('(prefers-color-scheme: dark)');

/** Colours of the page, by the names that its theme gives them. */
const names = {
  dim: '--dim',
  line: '--line',
  candidate: '--candidate',
  baseline: '--baseline',
  limit: '--limit',
} as const;
export type Palette = Readonly<Record<keyof typeof names, string>>;

/** Paper is white, whatever the screen is; while a print is prepared the page still has the colours of the screen. */
const PAPER: Palette = {
  ...{ dim: '#333333', line: '#bbbbbb' },
  ...{ candidate: '#0b5cad', baseline: '#6b7078', limit: '#a3200d' },
};

/** The colours that the page has now, or those for paper. */
export function paletteOf(target: 'screen' | 'paper'): Palette {
  if (target === 'paper') return PAPER;
  const style = getComputedStyle(document.documentElement);
  const colours = Object.entries(names).map(([key, name]) => [key, style.getPropertyValue(name).trim()]);
  return Object.fromEntries(colours) as Palette;
}
