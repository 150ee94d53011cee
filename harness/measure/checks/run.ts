import { metricsVersion } from '../metrics/index.ts';
import type { RunCheck } from './check.ts';

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
    rule: 'a difference in model or engine settings between the sides is shown beside the verdict',
    effect: 'note',
    find({ builds }) {
      const [a, b] = ['baseline', 'candidate'].map((role) => builds.find((build) => build.role === role));
      if (!a || !b) return null;
      const parts = [
        ...(a.model.sha256 === b.model.sha256 ? [] : ['model']),
        ...Object.entries(a.engine).flatMap(([key, value]) =>
          (b.engine as Record<string, unknown>)[key] === value ? [] : [`engine.${key}`],
        ),
      ];
      return parts.length > 0 ? `baseline and candidate differ in ${parts.join(', ')}` : null;
    },
  },
];
