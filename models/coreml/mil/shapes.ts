import type { Arguments } from './arguments.ts';

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);

export const replaceAt = (shape: readonly number[], axis: number, size: number): number[] =>
  shape.map((each, i) => (i === axis ? size : each));

/** A possibly negative axis as one from 0 on. @throws Error when there is no such axis */
export function axisOf(axis: number, rank: number): number {
  const found = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(found) || found < 0 || found >= rank) throw new Error(`axis ${axis} of rank ${rank}`);
  return found;
}

/** The shape that both extend to, sizes of one repeated. @throws Error when they do not go together */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [left, right] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (left !== right && left !== 1 && right !== 1)
      throw new Error(`[${a.join(', ')}] does not broadcast with [${b.join(', ')}]`);
    return Math.max(left, right);
  });
}

/** Sizes of the slice that `slice_update` replaces; null where they are only known when the program runs. */
export function sliceShape(args: Arguments, shape: readonly number[]): (number | null)[] {
  const [stride, beginMask, endMask, squeeze] = [
    args.numbers('stride'),
    args.flags('begin_mask'),
    args.flags('end_mask'),
    args.flags('squeeze_mask'),
  ];
  for (const each of [stride, beginMask, endMask, squeeze])
    if (each.length !== shape.length) throw new Error(`strides and masks must have ${shape.length} entries`);
  if (stride.some((step) => step !== 1)) throw new Error('stride must be 1 everywhere');
  if (squeeze.some((flag) => flag)) throw new Error('squeeze_mask must be false everywhere');
  return shape.map((size, i) => (beginMask[i] && endMask[i] ? size : null));
}
