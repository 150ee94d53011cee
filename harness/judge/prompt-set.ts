import type { PlannedLaunch } from '../experiment/manifest.ts';
import { seedOf } from '../statistics/random.ts';

/** A name for the cases that were run, whatever their order: 64 bits of FNV over their text. */
export function promptSetOf(launches: readonly PlannedLaunch[]): string {
  const texts = (launches[0]?.steps ?? []).map((step) => JSON.stringify(step)).sort();
  const text = texts.join('\n');
  return [0, 1].map((seed) => seedOf(seed, text).toString(16).padStart(8, '0')).join('');
}
