import { buildWords } from '../experiment/build-identity.ts';
import type { Derived } from '../judge/derive.ts';
import { counted } from '../words/numbers.ts';

/** "demo candidate 1.1 (1a2b3c4) against demo baseline 1.0". */
export function buildsInWords({ measurement }: Derived): string {
  const { builds } = measurement.manifest;
  const of = (role: string): string[] => builds.filter((each) => each.role === role).map(buildWords);
  const [candidate, baseline] = [of('candidate'), of('baseline')];
  if (candidate.length > 0 && baseline.length > 0) return `${candidate.join()} against ${baseline.join()}`;
  return builds.map(buildWords).join(', ');
}

/** How many phones there are, and whether they are simulated. */
export function phonesInWords({ measurement }: Derived): string {
  const devices = measurement.manifest.sessions.map(({ device }) => device);
  const simulated = devices.filter(({ virtual }) => virtual).length;
  const all = counted(devices.length, 'phone');
  if (simulated === 0) return all;
  return simulated === devices.length ? `${all}, SIMULATED` : `${all}, ${simulated} of them SIMULATED`;
}
