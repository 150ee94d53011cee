import { defineConfig } from 'vitest/config';
import { LongestFirst } from './ci/longest-first.ts';
import { rooms } from './ci/rooms.ts';

/** Tests of rooms that keep nothing between two calls: their files may share a process, which loads each module once. */
const pure = rooms.filter((room) => room.pure).map(({ folder }) => `${folder}**/*.test.ts`);
const exclude = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    globalSetup: ['ci/ensure-onnxruntime.ts'],
    // A shared host may be ten times slower than ours, and give a process no processor for seconds.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 30_000 } },
    // Real servers, browsers and a model run inside some tests, which wait for them a third of the time: three files fill two cores.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'pure', include: pure, exclude, isolate: false } },
      {
        extends: true,
        test: {
          name: 'house',
          include: ['{harness,models,reports,ci,bench}/**/*.test.ts'],
          exclude: [...exclude, ...pure],
        },
      },
    ],
  },
});
