import { existsSync } from 'node:fs';

/** The sources and what is built of them lie alike below these two. */
const sources = new URL('../../', import.meta.url).href;
const built = new URL('dist/', sources).href;

/**
 * What Node runs of a source: what was built of it, where it was, or the source; a fixture of tests is never built. `npm test`
 * builds first and says so by `HEATSOAK_BUILT`, for what is built starts in a third of the processor time, and the tests start
 * hundreds.
 */
export function builtOf(source: URL): URL {
  if (!process.env['HEATSOAK_BUILT']) return source;
  const javascript = new URL(source.href.replace(sources, built).replace(/\.ts$/, '.js'));
  return existsSync(javascript) ? javascript : source;
}
