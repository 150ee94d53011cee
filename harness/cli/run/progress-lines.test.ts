import { expect, test } from 'vitest';
import { progressLines } from './progress-lines.ts';

const step = (launchesDone: number, message: string) => ({
  device: 'a16',
  message,
  launchesDone,
  launchesPlanned: 4,
});

test('repeated steps are silent until a launch ends or half a minute passes', () => {
  let now = 0;
  const lines: string[] = [];
  const progress = progressLines(
    (line) => lines.push(line),
    () => now,
  );
  progress(step(0, 'opening'));
  now = 10_000;
  progress(step(0, 'installing'));
  progress(step(1, 'b0 finished'));
  now = 45_000;
  progress(step(1, 'cooling'));
  expect(lines).toEqual([
    '[00:00] a16  0/4 launches  opening',
    '[00:10] a16  1/4 launches  b0 finished; about 00:30 left',
    '[00:45] a16  1/4 launches  cooling',
  ]);
});

test('a device that is lost is reported at once', () => {
  const lines: string[] = [];
  const progress = progressLines(
    (line) => lines.push(line),
    () => 0,
  );
  progress(step(1, 'b0 finished'));
  progress({ ...step(1, 'session lost: no tunnel'), lost: true });
  expect(lines.at(-1)).toContain('session lost: no tunnel');
});
