import { buildWords } from '../../experiment/build-identity.ts';
import { planTotals } from '../../experiment/estimate.ts';
import type { BuildRole, Manifest } from '../../experiment/manifest.ts';
import { counted } from '../../words/numbers.ts';

/** Before a run is under way: what is compared with what, on which phones, by which suites, and how long it takes. */
export function headerLines(manifest: Manifest): string[] {
  const { sessions, suites, builds } = manifest;
  const side = (role: BuildRole): string | null => {
    const build = builds.find((each) => each.role === role);
    return build ? buildWords(build) : null;
  };
  const [candidate, baseline, pinned] = [side('candidate'), side('baseline'), side('pinned')];
  const variants = builds.filter(({ role }) => role === 'variant').map(buildWords);
  const what = [
    ...(candidate === null ? [] : [`candidate ${candidate}`]),
    ...(baseline === null ? [] : [`against baseline ${baseline}`]),
    ...(pinned === null ? [] : [`beside pinned ${pinned}`]),
    ...(variants.length > 0 ? [`variants ${variants.join(', ')}`] : []),
  ];
  const { launches, seconds } = planTotals(manifest);
  const phones = `on ${counted(sessions.length, 'phone')}: ${sessions.map(({ device }) => device.id).join(', ')}`;
  const minutes = `about ${Math.ceil(seconds / 60)} min and cool-downs`;
  return [
    ...(sessions.some(({ device }) => device.virtual)
      ? ['virtual phones: speed, heat and memory are simulated']
      : []),
    what.join(' '),
    `${phones}; ${suites.join(', ')}; ${counted(launches, 'launch', 'launches')}, ${minutes}`,
  ];
}
