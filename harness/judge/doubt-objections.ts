import type { Caveat } from '../measure/caveat.ts';
import { excludedLaunches } from '../measure/caveats.ts';
import { launchChecks, sessionChecks } from '../measure/checks/index.ts';
import type { Measurement } from '../measure/result.ts';
import type { Objection } from './gate-request.ts';

const doubts: ReadonlySet<string> = new Set(
  [...launchChecks, ...sessionChecks].filter(({ effect }) => effect === 'doubts').map(({ code }) => code),
);

/**
 * What the logs of a phone leave open: no build passes on values whose conditions nobody knows. A launch that is out of
 * the statistics raises no doubt any more, nor does a build that is not compared.
 */
export function doubtObjections({ manifest, launches, caveats }: Measurement): Objection[] {
  const excluded = excludedLaunches(caveats);
  const compared = new Set(
    launches
      .filter(({ planned }) => planned.role === 'baseline' || planned.role === 'candidate')
      .map(({ device, planned }) => `${device}/${planned.id}`)
      .filter((id) => !excluded.has(id)),
  );
  const counts = ({ code, device, launch }: Caveat): boolean =>
    doubts.has(code) && (launch === null || compared.has(`${device}/${launch}`));
  return manifest.sessions.flatMap(({ device }) => {
    const own = caveats.filter((caveat) => caveat.device === device.id && counts(caveat));
    return [...new Set(own.map(({ code }) => code))].map((code) =>
      objectionOf(
        device.id,
        own.filter((caveat) => caveat.code === code),
      ),
    );
  });
}

function objectionOf(device: string, alike: readonly Caveat[]): Objection {
  const launches = alike.filter(({ launch }) => launch !== null).length;
  const where = launches > 1 ? ` (${launches} launches)` : '';
  return {
    device,
    gate: 'conditions',
    verdict: 'INCONCLUSIVE',
    reason: `Cannot tell: ${alike[0]?.message ?? ''}${where}`,
    detail: null,
  };
}
