import type { PlannedBuild } from '../../experiment/manifest.ts';
import { metricsVersion } from '../metrics/index.ts';
import type { RunCheck } from './check.ts';

/** Names that either side sets: a setting that one side leaves out differs too. */
const settingsOf = (...builds: readonly PlannedBuild[]): string[] => [
  ...new Set(builds.flatMap(({ engine }) => Object.keys(engine))),
];

const settingOf = ({ engine }: PlannedBuild, name: string): unknown =>
  (engine as Readonly<Record<string, unknown>>)[name];

export const runChecks: readonly RunCheck[] = [
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
