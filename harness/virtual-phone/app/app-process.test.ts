import { expect, test } from 'vitest';
import { startAppProcess } from './app-process.ts';
import type { LaunchOrder } from './launch-messages.ts';

test('many apps at a time have one listener on the end of this process, and none is left behind', async () => {
  const before = process.listenerCount('exit');
  // An order that says nothing: the process ends by itself, with an error.
  const started = [1, 2].map(() => startAppProcess({} as LaunchOrder, () => undefined));
  expect(process.listenerCount('exit')).toBe(before + 1);
  for (const { kill } of started) kill();
  await Promise.all(started.map(({ gone }) => gone));
  expect(process.listenerCount('exit')).toBe(before);
});
