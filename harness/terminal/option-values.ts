import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { counted } from '../words/numbers.ts';

/** Repeated values of one option, each once: a phone or suite named twice would be measured twice under one name. */
export function collect(value: string, before: string[] = []): string[] {
  if (before.includes(value)) throw new InvalidArgumentError('it is named twice');
  return [...before, value];
}

/** A whole number between `least` and `most`, or a usage error. */
export const wholeNumber =
  (least: number, most: number = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`it must be a whole number ${range}`);
  };

/** A block of four launches takes about five minutes: this many are half a week, and a plan of more is a slip of the key. */
const MOST_BLOCKS = 1000;
export const blockCount = (least: number) => wholeNumber(least, MOST_BLOCKS);

/**
 * Threads of an engine, one for each processor at most. They wait for one another busily after each step of a graph, so that with
 * twice as many a model of seconds took minutes.
 */
export function threadCount(text: string): number {
  const value = wholeNumber(1)(text);
  const processors = availableParallelism();
  if (value <= processors) return value;
  throw new InvalidArgumentError(
    `this host has ${counted(processors, 'processor')}; more threads would wait for one another`,
  );
}
