import { fileURLToPath } from 'node:url';
import { type ResourceLimits, Worker } from 'node:worker_threads';

/**
 * Starts one of our modules as a thread. Published it is plain JavaScript; from source it needs the loader, which Node 20
 * takes only once it runs.
 */
export function openWorker(module: URL, resourceLimits: ResourceLimits = {}): Worker {
  if (!fileURLToPath(module).endsWith('.ts')) return new Worker(module, { resourceLimits });
  const [loader, source] = [import.meta.resolve('tsx/esm/api'), module.href].map((url) =>
    JSON.stringify(url),
  );
  const start = `import(${loader}).then(({ register }) => { register(); return import(${source}); });`;
  return new Worker(start, { eval: true, resourceLimits });
}
