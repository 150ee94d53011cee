import type { Launch } from './launch.ts';

/** A token by its trial and by its place in the trial's answer; both from 0. */
export interface TokenPlace {
  readonly trial: number;
  readonly token: number;
}

/** The place of the token at an index of the columns. */
export function placeOfToken({ starts }: Launch, index: number): TokenPlace {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle;
  }
  return { trial: low, token: index - (starts[low] ?? 0) };
}

/** The index of a token in the columns; null for one that the launch does not have. */
export function indexOfToken({ starts, trials }: Launch, { trial, token }: TokenPlace): number | null {
  const own = trials[trial];
  const start = starts[trial];
  return own && start !== undefined && token < own.entries ? start + token : null;
}

/** The index so many tokens on, or back; no further than the launch goes. */
export const tokensOn = ({ tokenSeconds }: Launch, index: number, tokens: number): number =>
  Math.min(Math.max(0, index + tokens), tokenSeconds.length - 1);

/** The index of the first token so many trials on, or back. */
export function trialsOn(launch: Launch, index: number, trials: number): number {
  const { starts } = launch;
  const trial = placeOfToken(launch, index).trial + trials;
  return starts[Math.min(Math.max(0, trial), starts.length - 1)] ?? index;
}
