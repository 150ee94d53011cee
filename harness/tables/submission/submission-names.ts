import type { Manifest } from '../../experiment/manifest.ts';

/** Cases of each suite that ships with Heatsoak: the only names of people's making that are nobody's own. */
export type ShippedSuites = ReadonlyMap<string, readonly string[]>;

/** Neutral names for what people named: the same thing has the same name in the whole document. */
export interface SubmissionNames {
  phone(device: string): string | null;
  variant(build: string | undefined): string | null;
  suite(id: string): string;
  case(suite: string, id: string): string;
}

/** Names by order of the plan: `phone-1`, `variant-2`, `suite-1`, `case-3`; shipped suites and their cases keep theirs. */
export function submissionNames({ sessions, builds }: Manifest, shipped: ShippedSuites): SubmissionNames {
  const devices = sessions.map(({ device }) => device.id);
  const variants = builds.flatMap(({ id }) => id ?? []);
  const launches = sessions.flatMap((session) => session.launches);
  const suites = [...new Set(launches.map(({ suite }) => suite))];
  const casesOf = (suite: string): string[] => [
    ...new Set(
      launches
        .filter((launch) => launch.suite === suite)
        .flatMap(({ steps }) => steps.map((step) => step.case)),
    ),
  ];
  const numbered = (what: string, all: readonly string[], name: string): string =>
    `${what}-${all.indexOf(name) + 1}`;
  return {
    phone: (device) => (devices.includes(device) ? numbered('phone', devices, device) : null),
    variant: (build) =>
      build !== undefined && variants.includes(build) ? numbered('variant', variants, build) : null,
    suite: (id) => (shipped.has(id) ? id : numbered('suite', suites, id)),
    case: (suite, id) =>
      id === '*' || shipped.get(suite)?.includes(id) ? id : numbered('case', casesOf(suite), id),
  };
}
