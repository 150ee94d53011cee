/** A stretch of a launch that is looked at, seconds since the app started. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Closer than this nobody can tell tokens apart any better: a fast token takes 5 ms. */
const LEAST_SECONDS = 0.05;

/** All of the launches that are shown; it ends at a round second, so that the last tick stands alone. */
export function wholeWindow(endSeconds: readonly number[]): Window {
  const end = Math.max(0, ...endSeconds);
  const step = 10 ** Math.floor(Math.log10(Math.max(end, 1))) / 10;
  return { from: 0, to: Math.max(step, Math.ceil(end / step - 1e-9) * step) };
}

export const lengthOf = ({ from, to }: Window): number => to - from;

/** The window moved and narrowed until it lies in the whole. */
export function inside(window: Window, whole: Window): Window {
  const length = Math.min(lengthOf(whole), Math.max(LEAST_SECONDS, lengthOf(window)));
  const from = Math.min(Math.max(window.from, whole.from), whole.to - length);
  return { from, to: from + length };
}

/** A factor times as long, with `around` where it was on the screen. */
export function zoomed(window: Window, factor: number, around: number, whole: Window): Window {
  const from = around - (around - window.from) * factor;
  return inside({ from, to: from + lengthOf(window) * factor }, whole);
}

export const panned = ({ from, to }: Window, seconds: number, whole: Window): Window =>
  inside({ from: from + seconds, to: to + seconds }, whole);

/** The window that holds a second: the same one, or moved so that the second is in its middle. */
export function reaching(window: Window, second: number, whole: Window): Window {
  if (second >= window.from && second <= window.to) return window;
  return panned(window, second - (window.from + window.to) / 2, whole);
}
