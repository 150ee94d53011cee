import type { Manifest, PlannedBuild } from '../../experiment/manifest.ts';
import type { Provenance } from '../../protocol/provenance.ts';
import { metricsVersion } from '../metrics/index.ts';
import type { RunCheck } from './check.ts';

/** Names that either side sets: a setting that one side leaves out differs too. */
const settingsOf = (...builds: readonly PlannedBuild[]): string[] => [
  ...new Set(builds.flatMap(({ engine }) => Object.keys(engine))),
];

const settingOf = ({ engine }: PlannedBuild, name: string): unknown =>
  (engine as Readonly<Record<string, unknown>>)[name];

const makingWords = { tool: 'tool', toolVersion: 'version', hostOs: 'host' } as const;

/** What may make two files of one model differ in speed, besides what they hold. */
const makings = ['tool', 'toolVersion', 'hostOs'] as const;

/** The two builds that are compared, where there are two and their models are different files. */
function otherModels({ builds }: Manifest): readonly [Provenance, Provenance] | null {
  const [a, b] = ['baseline', 'candidate'].map((role) => builds.find((build) => build.role === role));
  return a && b && a.model.sha256 !== b.model.sha256 ? [a.provenance ?? {}, b.provenance ?? {}] : null;
}

export const runChecks: readonly RunCheck[] = [
  {
    code: 'phone-quarantined',
    rule: 'every phone that was chosen takes part; one that was lost too often does not',
    effect: 'note',
    find: ({ quarantined = [] }) =>
      quarantined.length > 0
        ? quarantined
            .map(({ device, since, why }) => `${device} is in quarantine since ${since}: ${why}`)
            .join('; ')
        : null,
  },
  {
    code: 'provenance-unknown',
    rule: 'of two models that are compared it is known what made them, in which version and on which system',
    effect: 'note',
    find(manifest) {
      const unknown = makings.filter((fact) =>
        otherModels(manifest)?.some((made) => made[fact] === undefined),
      );
      return unknown.length > 0
        ? `the models differ, and nobody knows whether they were made alike: ${unknown.map((fact) => makingWords[fact]).join(', ')} unknown`
        : null;
    },
  },
  {
    code: 'provenance-differs',
    rule: 'two models that are compared were made by one tool, in one version, on one system: another conversion host has doubled a speed before',
    effect: 'note',
    find(manifest) {
      const [a = {}, b = {}] = otherModels(manifest) ?? [];
      const other = makings.filter(
        (fact) => a[fact] !== undefined && b[fact] !== undefined && a[fact] !== b[fact],
      );
      return other.length > 0
        ? `the models were not made alike: ${other.map((fact) => `${makingWords[fact]} ${a[fact]} and ${b[fact]}`).join('; ')}`
        : null;
    },
  },
  {
    code: 'metrics-version',
    rule: 'results of different definitions are not compared',
    effect: 'note',
    find: (manifest) =>
      manifest.metricsVersion === metricsVersion
        ? null
        : `planned under metrics version ${manifest.metricsVersion}, derived under version ${metricsVersion}: not comparable with what was derived then`,
  },
  {
    code: 'sides-differ',
    rule: 'a difference in model, chat template or engine settings between the sides is shown beside the verdict',
    effect: 'note',
    find({ builds }) {
      const [a, b] = ['baseline', 'candidate'].map((role) => builds.find((build) => build.role === role));
      if (!a || !b) return null;
      const parts = [
        ...(a.model.sha256 === b.model.sha256 ? [] : ['model']),
        ...(JSON.stringify(a.chat) === JSON.stringify(b.chat) ? [] : ['chat template']),
        ...settingsOf(a, b)
          .filter((name) => settingOf(a, name) !== settingOf(b, name))
          .map((name) => `engine.${name}`),
      ];
      return parts.length > 0 ? `baseline and candidate differ in ${parts.join(', ')}` : null;
    },
  },
];
