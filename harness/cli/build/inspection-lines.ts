import type { BuildInspection } from '../../app/build-inspection.ts';
import { type Line, paint } from '../../terminal/line.ts';

const MB = 1e6;
const NAME_WIDTH = 14;

/** An inspection as lines: facts, sizes against their limits, and what is missing with what mends it. */
export function inspectionLines(build: BuildInspection): Line[] {
  return [
    `${build.path}: ${build.appName}, ${build.kind}`,
    ...facts(build).map(([name, value]) => `  ${name.padEnd(NAME_WIDTH)}${value}`),
    ...build.limits.map(
      ({ what, bytes, limitBytes, keeps, source }): Line => [
        keeps ? paint('blue', '✓ ') : paint('red', '✕ '),
        `${what}: ${megabytes(bytes)} of ${megabytes(limitBytes)} that the App Store takes (${source})`,
      ],
    ),
    ...build.lacks.flatMap(({ weight, says, mend }): Line[] => [
      [weight === 'needed' ? paint('red', '✕ ') : paint('yellow', '! '), says],
      `  next: ${mend}`,
    ]),
    lastWords(build),
  ];
}

function facts(build: BuildInspection): [string, string][] {
  const { signature, profile, executable, sizes } = build;
  return [
    ['bundle id', build.bundleId],
    ['version', `${build.version} (${build.buildNumber ?? 'no build number'})`],
    ...(build.commit === null ? [] : [['commit', build.commit] as [string, string]]),
    ['minimum iOS', build.minimumOs ?? 'not said'],
    ['program', executable === null ? 'none' : programWords(executable)],
    ['signed by', signature === null ? 'nobody' : `team ${signature.teamId ?? 'none'}`],
    ['signed with', namesOf(signature?.entitlements ?? null)],
    ['profile', profile === null ? 'none' : profileWords(profile)],
    ['shares files', build.sharesFiles ? 'yes' : 'no'],
    ['URL schemes', build.urlSchemes.join(', ') || 'none'],
    ['size', `${megabytes(sizes.storedBytes)}, ${sizes.files} files`],
  ];
}

const programWords = ({ name, sizeBytes, slices }: NonNullable<BuildInspection['executable']>): string =>
  `${name}, ${megabytes(sizeBytes)}, ${
    slices
      ?.map(({ architecture, platform }) => `${architecture}${platform === null ? '' : ` ${platform}`}`)
      .join(', ') ?? 'no Mach-O file'
  }`;

function profileWords(profile: NonNullable<BuildInspection['profile']>): string {
  const { name, kind, teamId, expiresAt, devices } = profile;
  const phones = devices === null ? 'any phone' : `${devices.length} phones: ${devices.join(', ')}`;
  return `${name}, ${kind}, team ${teamId ?? 'not said'}, until ${expiresAt.slice(0, 10)}, ${phones}`;
}

const namesOf = (entitlements: Readonly<Record<string, unknown>> | null): string =>
  Object.keys(entitlements ?? {})
    .sort()
    .join(', ') || 'no entitlements';

function lastWords({ lacks }: BuildInspection): string {
  const needed = lacks.filter(({ weight }) => weight === 'needed');
  if (needed.length === 0) return 'it can be measured; next: heatsoak doctor --build build.json';
  return `it cannot be measured on a phone: ${needed.map(({ id }) => id).join(', ')}`;
}

const megabytes = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`;
