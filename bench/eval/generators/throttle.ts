import type { Random } from '../../../harness/statistics/random.ts';
import { between, studentNoise } from './noise.ts';

export const throttleShapes = ['none', 'step', 'two-steps', 'decay'] as const;
export type ThrottleShape = (typeof throttleShapes)[number];

/** A sustained run with its truth. */
export interface ThrottleRun {
  readonly tokensPerSecond: readonly number[];
  readonly burst: number;
  readonly plateau: number;
  readonly onsetSeconds: number | null;
  /** 1 − plateau ÷ burst. */
  readonly depth: number;
}

const SECONDS = 600;
const NOISE = 0.03;
const RIPPLE = 0.015;

/** 3 % heavy-tailed noise, and one second in a hundred at half speed. */
function noisy(random: Random, speedAt: (second: number) => number): number[] {
  return Array.from({ length: SECONDS }, (_, second) => {
    const halved = random.uniform() < 0.01 ? 0.5 : 1;
    return Math.max(0.01, speedAt(second) * (1 + NOISE * studentNoise(random, 5)) * halved);
  });
}

/** Burst 30 … 50 tok/s, onset at 60 … 260 s, depth 10 … 50 %, and a ripple once it is hot. */
export function throttleRun(random: Random, shape: ThrottleShape): ThrottleRun {
  const burst = between(random, 30, 50);
  const onset = Math.floor(between(random, 60, 260));
  const depth = shape === 'none' ? 0 : between(random, 0.1, 0.5);
  const levelAt = levels[shape](random, onset, depth);
  const speedAt = (second: number): number =>
    burst * levelAt(second) * (shape !== 'none' && second >= onset ? 1 + RIPPLE * Math.sin(second / 12) : 1);
  return {
    tokensPerSecond: noisy(random, speedAt),
    burst,
    plateau: burst * (1 - depth),
    onsetSeconds: shape === 'none' ? null : onset,
    depth,
  };
}

/** Speed as a share of the burst, by second. */
const levels: Record<
  ThrottleShape,
  (random: Random, onset: number, depth: number) => (second: number) => number
> = {
  none: () => () => 1,
  step: (_, onset, depth) => (second) => (second < onset ? 1 : 1 - depth),
  'two-steps': (random, onset, depth) => {
    const second = onset + Math.floor(between(random, 40, 160));
    return (at) => (at < onset ? 1 : at < second ? 1 - depth / 2 : 1 - depth);
  },
  decay: (random, onset, depth) => {
    const tau = between(random, 20, 80);
    return (at) => (at < onset ? 1 : 1 - depth + depth * Math.exp(-(at - onset) / tau));
  },
};

/** As published for phones: level until s 5 … 30, a fast drop to about half, then a slow decay. */
export function fastOnsetRun(random: Random): ThrottleRun {
  const burst = between(random, 30, 50);
  const onset = Math.floor(between(random, 5, 30));
  const [fast, slow] = [between(random, 30, 45), between(random, 200, 500)];
  const plateau = between(random, 0.4, 0.47);
  const speedAt = (second: number): number => {
    if (second < onset) return burst;
    const since = second - onset;
    return burst * (plateau + 0.5 * Math.exp(-since / fast) + (0.5 - plateau) * Math.exp(-since / slow));
  };
  const end = speedAt(SECONDS - 60);
  return {
    tokensPerSecond: noisy(random, speedAt),
    burst,
    plateau: end,
    onsetSeconds: onset,
    depth: 1 - end / burst,
  };
}
