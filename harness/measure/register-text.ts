import type { MetricEntry, Register } from './register-document.ts';

const arrows = { higher: '↑ higher', lower: '↓ lower', target: '→ nearer to its target' } as const;
const roles = {
  gate: 'may decide',
  dashboard: 'shown',
  diagnostic: 'for closer inspection',
  validity: 'says whether other values count',
} as const;
const effects = {
  note: 'is reported',
  doubts: 'is reported, and the phone does not pass',
  excludes: 'keeps the launch out of every statistic',
  invalidates: 'lets nothing be concluded for the phone',
} as const;

/** `docs/metrics.md`: the register as a page. */
export function registerPage({ metrics, checks, metricsVersion }: Register): string {
  return `# Metrics

Made by \`npm run docs\` from the definitions themselves; do not edit. Metrics version ${metricsVersion}: every change of a
formula, unit, window or exclusion raises it, and results of different versions are not compared. A value that was not
measured is null with a reason, never 0. t0 is the prompt's submission with the model loaded, t1 … tN the emission of
token 1 … N by the engine's own callback, P the prompt's tokens, N those generated. Values of cases are medians of
their repetitions; builds are compared by the contrasts of whole blocks, never by single trials.

${metrics.map(section).join('\n')}
## What is checked

Nothing that fails a check is deleted: it stays in the result with its reason.

| Code | What must hold | A breach … |
|--|--|--|
${checks.map(({ code, rule, effect }) => `| \`${code}\` | ${rule} | ${effects[effect]} |`).join('\n')}
`;
}

function section(metric: MetricEntry): string {
  return `## \`${metric.id}\`: ${metric.name}

${lines(metric)
  .map(([name, value]) => `- ${name}: ${value}`)
  .join('\n')}
`;
}

/** What there is to say of one metric, as pairs of name and text. */
export function lines(metric: MetricEntry): [string, string][] {
  return [
    ['formula', metric.formula],
    ['unit', `${metric.unit}, better: ${arrows[metric.direction]}`],
    ['needs', metric.needs.join(', ')],
    [
      'margin',
      metric.marginPercent === null
        ? 'none before A/A nights'
        : `± ${metric.marginPercent} %${metric.decides ? ', decides' : ''}`,
    ],
    ['role', roles[metric.role]],
    ['source', metric.source],
    ['version', String(metric.version)],
  ];
}
