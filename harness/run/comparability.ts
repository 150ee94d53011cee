import type { LaunchRecord, Measurement } from '../measure/result.ts';
import type { PlannedBuild } from '../plan/manifest.ts';

/**
 * What differs between two runs' candidates and makes their numbers answers to different questions: definitions, prompts,
 * model, engine settings, entitlements, engine build, OS build. Empty when they may be compared.
 */
export function incomparabilities(a: Measurement, b: Measurement): string[] {
  const [before, after] = [factsOf(a), factsOf(b)];
  return [...before].flatMap(([fact, value]) => {
    const other = after.get(fact);
    return other === undefined || other === value ? [] : [`${fact}: ${value} -> ${other}`];
  });
}

/** Facts by name; one that only one run has, such as another phone's, is no difference. */
function factsOf({ manifest, launches }: Measurement): Map<string, string> {
  const build = manifest.builds.find(({ role }) => role === 'candidate');
  const facts = new Map([['metrics version', String(manifest.metricsVersion)], ...buildFacts(build)]);
  for (const { launches: planned } of manifest.sessions) {
    for (const { suite, steps } of planned)
      for (const step of steps) facts.set(`case ${suite}/${step.case}`, JSON.stringify(step));
  }
  for (const launch of launches)
    if (launch.planned.role === 'candidate')
      for (const [fact, value] of phoneFacts(launch)) facts.set(fact, value);
  return facts;
}

function buildFacts(build: PlannedBuild | undefined): [string, string][] {
  if (!build) return [];
  return [
    ['model', build.model.sha256.slice(0, 12)],
    ...Object.entries(build.engine).map(([key, value]): [string, string] => [`engine.${key}`, String(value)]),
  ];
}

function phoneFacts({ device, agent, load }: LaunchRecord): [string, string][] {
  const facts: [string, string | null | undefined][] = [
    ['OS build', agent?.osBuild],
    ['entitlements', agent?.build.entitlements?.join(' ')],
    ['build configuration', agent?.build.configuration],
    ['engine', load ? `${load.engine} ${load.engineVersion}` : null],
    ['back end', load?.backend],
    ['compile flags', load?.compileFlags],
  ];
  return facts.flatMap(([fact, value]) => (value == null ? [] : [[`${fact} on ${device}`, value]]));
}
