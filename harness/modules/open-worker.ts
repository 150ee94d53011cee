import { type ResourceLimits, Worker } from 'node:worker_threads';
import { builtOf } from './built-of.ts';

/**
 * Starts one of our modules as a thread. Published or built it is plain JavaScript; from source it needs the loader, which Node
 * 20 takes only once it runs.
 */
export function openWorker(module: URL, resourceLimits: ResourceLimits = {}): Worker {
  const url = builtOf(module);
  if (!url.pathname.endsWith('.ts')) return new Worker(url, { resourceLimits });
  const [loader, source] = [import.meta.resolve('tsx/esm/api'), url.href].map((each) => JSON.stringify(each));
  const start = `import(${loader}).then(({ register }) => { register(); return import(${source}); });`;
  return new Worker(start, { eval: true, resourceLimits });
}
