/** A canvas does not follow the page's colours by itself. */
export const dark = matchMedia('(prefers-color-scheme: dark)');

/** Colours of the page, by the names that its style sheet gives them. */
export interface Palette {
  readonly ink: string;
  readonly dim: string;
  readonly grid: string;
  readonly candidate: string;
  readonly baseline: string;
  readonly limit: string;
}

/** Paper is white, whatever the screen is. */
const PAPER: Palette = {
  ...{ ink: '#000000', dim: '#333333', grid: '#cccccc' },
  ...{ candidate: '#0b5cad', baseline: '#6b7078', limit: '#a3200d' },
};

/** The colours that the page has now, or those for paper. */
export function paletteOf(target: 'screen' | 'paper'): Palette {
  if (target === 'paper') return PAPER;
  const style = getComputedStyle(document.documentElement);
  const of = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  return {
    ink: of('--ink', PAPER.ink),
    dim: of('--dim', PAPER.dim),
    grid: of('--line', PAPER.grid),
    candidate: of('--link', PAPER.candidate),
    baseline: of('--base', PAPER.baseline),
    limit: of('--limit', PAPER.limit),
  };
}
