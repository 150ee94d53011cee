import type { LaunchRecord } from '../result.ts';
import { type CaseValue, caseValue, type MeasureContext, type Metric } from './metric.ts';

type Scores = LaunchRecord['scores'][number];

const definition = {
  needs: ['scores'],
  gate: null,
  role: 'dashboard',
  source:
    'llama.cpp’s perplexity and KL tools; teacher-forced, so one early difference does not hide the rest',
  version: 1,
} as const;

const OTHER_IDS = 'the reference scored other ids: another tokenizer or template';

/** How good the output is, beside how fast; only where the suite asks for scores. */
export const quality: readonly Metric[] = [
  {
    ...definition,
    id: 'nll',
    name: 'Negative log-likelihood',
    unit: 'nats/tok',
    direction: 'lower',
    formula: 'mean of −ln p of every id of the prompt after the first, given those before it',
    compute: ({ scores }) =>
      scores.map((each) => caseValue(each.case, nllOf(each), 'an id was given no probability')),
  },
  {
    ...definition,
    id: 'nll_gap',
    name: 'Loss of likelihood',
    unit: 'nats/tok',
    direction: 'lower',
    formula: 'negative log-likelihood − the reference’s on the same ids',
    compute: (launch, context) =>
      againstReference(launch, context, (own, host) => {
        const [a, b] = [nllOf(own), nllOf(host)];
        return a === null || b === null ? null : a - b;
      }),
  },
  {
    ...definition,
    id: 'top1_agreement',
    name: 'Top-1 agreement',
    unit: '%',
    direction: 'higher',
    formula:
      'share of positions at which device and reference find the same id likeliest, given the same text',
    compute: (launch, context) =>
      againstReference(launch, context, ({ likeliest }, host) => {
        const same = likeliest.filter((id, i) => id === host.likeliest[i]).length;
        return likeliest.length > 0 ? (100 * same) / likeliest.length : null;
      }),
  },
];

function nllOf({ logProbabilities }: Scores): number | null {
  const known = logProbabilities.filter((each) => each !== null);
  if (known.length === 0 || known.length < logProbabilities.length) return null;
  return -known.reduce((sum, each) => sum + each, 0) / known.length;
}

function againstReference(
  launch: LaunchRecord,
  { reference }: MeasureContext,
  measure: (own: Scores, host: Scores) => number | null,
): CaseValue[] {
  if (reference.includes(launch)) return [];
  const hosts = reference.filter(({ planned }) => planned.suite === launch.planned.suite);
  return launch.scores.flatMap((own) => {
    const host = hosts.flatMap(({ scores }) => scores).find((each) => each.case === own.case);
    if (!host) return [];
    const isSame = host.ids.length === own.ids.length && host.ids.every((id, i) => id === own.ids[i]);
    const without = isSame ? 'an id was given no probability' : OTHER_IDS;
    return [caseValue(own.case, isSame ? measure(own, host) : null, without)];
  });
}
