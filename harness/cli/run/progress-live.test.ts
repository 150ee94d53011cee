import { expect, test, vi } from 'vitest';
import { rendered } from '../../terminal/line.ts';
import { liveLines } from './progress-live.ts';

const step = { device: 'phone', message: 'cooling', launchesDone: 1, launchesPlanned: 4 };

test('a phone that is done has a tick, one that is lost has none, and one under way turns', () => {
  vi.stubEnv('NO_COLOR', '1');
  const lines = (frame: number) =>
    liveLines(
      [step, { ...step, launchesDone: 4 }, { ...step, lost: true }, { ...step, launchesDone: 4, lost: true }],
      frame,
    ).map(rendered);
  expect(lines(0).map((line) => line[0])).toEqual(['⠋', '✓', '✕', '✕']);
  expect(lines(1)[0]).toBe('⠙ phone  1/4 launches  cooling');
  vi.unstubAllEnvs();
});
