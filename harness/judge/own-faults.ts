import type { Manifest } from '../experiment/manifest.ts';
import { deathObjections } from './deaths.ts';
import type { Objection } from './gate-request.ts';
import type { EndedLaunch } from './launch-ends.ts';
import type { OutputComparison } from './output.ts';
import { outputObjections } from './output-findings.ts';

/** What a build did wrong by itself, deaths first: no measurement of its speed can make up for it. */
export const ownFaults = (
  manifest: Manifest,
  ends: readonly EndedLaunch[],
  outputs: readonly OutputComparison[],
): Objection[] => [
  ...deathObjections(ends, manifest.sessions),
  ...(manifest.sameOutput === false ? [] : outputObjections(outputs, manifest)),
];
