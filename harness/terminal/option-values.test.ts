import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { threadCount } from './option-values.ts';

test('threads are as many as the host has processors for, and no more', () => {
  const processors = availableParallelism();
  expect([threadCount('1'), threadCount(String(processors))]).toEqual([1, processors]);
  for (const text of [String(processors + 1), '5000'])
    expect(() => threadCount(text)).toThrow(`this host has ${processors} processor`);
  for (const text of ['0', '-1', '1.5', 'all']) expect(() => threadCount(text)).toThrow('whole number');
});
