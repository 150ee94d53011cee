import type { Manifest } from './manifest.ts';
import type { Suite } from './suite.ts';

/** Default margins of the gate, per cent; a judgement until A/A nights exist. */
export const burstGate: Manifest['gate'] = [
  { metric: 'decode_rate', marginPercent: 2 },
  { metric: 'ttft', marginPercent: 3 },
  { metric: 'footprint_peak', marginPercent: 1 },
];
/** What decides of a soak, where it can: fewer pairs have no interval, and would leave every run inconclusive. */
const soakGate: Manifest['gate'] = [
  { metric: 'plateau', marginPercent: 4 },
  { metric: 'work_600', marginPercent: 4 },
];
const SOAK_PAIRS_THAT_DECIDE = 3;

/** What decides of a run of these suites, with so many soaks of each build on each phone. */
export function gateOf(suites: readonly Suite[], soakPairs: number): Manifest['gate'] {
  const soaks = suites.some((suite) => suite.kind === 'soak') && soakPairs >= SOAK_PAIRS_THAT_DECIDE;
  return soaks ? [...burstGate, ...soakGate] : burstGate;
}
