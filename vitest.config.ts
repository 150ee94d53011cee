import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{harness,models,reports,ci,bench}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['ci/ensure-onnxruntime.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Real servers and a real model run inside some tests: two files at a time fill two cores.
    maxWorkers: 2,
  },
});
