import { sizeNumber } from '../../words/numbers.ts';
import type { Change } from './tonight.ts';

/** Why a change was raised, for who must decide on it: what the series does by itself, and how far this is beyond it. */
export function whyOf({ shift, size, times, nights, agreeing, history }: Change): string {
  const moved = `${percent(Math.abs(Math.expm1(shift)))} ${shift > 0 ? 'higher' : 'lower'}`;
  return [
    `The last ${nights} nights lie ${moved}.`,
    `In ${history} nights before, this series never held such a level for ${nights} nights,`,
    `and by itself it moves ${percent(size)}: this is ${sizeNumber(times)} times that; ${agreeing} of ${nights} nights agree.`,
  ].join(' ');
}

const percent = (share: number): string => `${sizeNumber(100 * share)} %`;
