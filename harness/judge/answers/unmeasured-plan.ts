import type { Manifest } from '../../experiment/manifest.ts';
import { expectedPair } from './expected-pair.ts';

/** What a plan of two builds with other weights lacks to say whether the answers are good: such a run cannot end in GO. */
export function unmeasuredByPlan(manifest: Manifest): string[] {
  if (expectedPair(manifest)?.kind !== 'other' || manifest.sameOutput === false) return [];
  const isScored = manifest.sessions.some(({ launches }) =>
    launches.some(({ steps }) => steps.some(({ score }) => score === true)),
  );
  return [
    ...(isScored ? [] : ['no suite scores: add --suite quality']),
    ...(manifest.reference ? [] : ['no reference: name one in devices.json']),
  ];
}
