import { fileURLToPath } from 'node:url';

/**
 * What Node runs as `heatsoak`: the sources through tsx; after `npm test` has built them, the built program, which starts in
 * a third of the time and is what users get.
 */
export const program: readonly string[] = process.env['HEATSOAK_BUILT']
  ? [fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url))]
  : ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('./main.ts', import.meta.url))];
