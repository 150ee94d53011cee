import { expect, test } from 'vitest';
import { simulatedManifest } from '../../app/simulated-run.fixture.ts';
import { headerLines } from './header-lines.ts';

test('a run says first what is compared with what, on which phones, and how long it takes', () => {
  const manifest = simulatedManifest({
    speeds: { candidate: 20, baseline: 20, pinned: 15 },
    names: { candidate: 'chat', baseline: 'chat', pinned: 'old' },
    devices: ['one', 'two'],
    blocks: 2,
  });
  const builds = manifest.builds.map((build) =>
    build.role === 'candidate' ? { ...build, version: '1.1', commit: '1a2b3c4d5e6f' } : build,
  );
  expect(headerLines({ ...manifest, builds })).toEqual([
    'virtual phones: speed, heat and memory are simulated',
    'candidate chat 1.1 (1a2b3c4) against baseline chat 1.0 beside pinned old 1.0',
    expect.stringMatching(/^on 2 phones: one, two; quick; \d+ launches, about \d+ min and cool-downs$/),
  ]);
});

test('a run of one build names no baseline', () => {
  expect(headerLines(simulatedManifest({ speeds: { candidate: 20 } }))[1]).toBe('candidate candidate 1.0');
});
