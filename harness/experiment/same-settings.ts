import type { EngineSettings } from '../protocol/plan-file.ts';

/** Whether two builds ask their engine for the same; the order of names means nothing. */
export const sameSettings = (a: EngineSettings, b: EngineSettings): boolean => sorted(a) === sorted(b);

const sorted = (settings: EngineSettings): string =>
  JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
