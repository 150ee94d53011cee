import { InvalidArgumentError } from '@commander-js/extra-typings';
import { parseCounts } from '../calibrate/bench-steps.ts';

/** llama-bench's lists: `128,512`, `128-512*2`. */
export function countList(text: string): number[] {
  const parsed = parseCounts(text);
  if (parsed === null) throw new InvalidArgumentError('whole numbers such as 512, 128,512 or 128-512*2');
  return parsed;
}

/** llama-bench's `-fa`. */
export function onOrOff(text: string): boolean {
  const value = { 0: false, off: false, 1: true, on: true }[text];
  if (value === undefined) throw new InvalidArgumentError('0 or 1');
  return value;
}
