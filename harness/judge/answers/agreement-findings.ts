import type { OutputPolicy } from '../../experiment/gate-policy.ts';
import { digits } from '../gate-words.ts';
import type { Agreement } from './agreement.ts';
import type { DeviceAgreement } from './agreements.ts';
import type { AnswerFinding } from './finding.ts';

/** What is wrong, or not known, where answers need not be equal. */
export const agreementFindings = (
  agreements: readonly DeviceAgreement[],
  policy: OutputPolicy,
): AnswerFinding[] =>
  agreements.flatMap((each) => [
    ...toReference(each, policy),
    ...(each.kind === 'close' ? toOtherSettings(each, policy) : []),
    ...(each.kind === 'other' ? toOtherModel(each, policy) : []),
  ]);

/** A margin that is broken, in words; empty where all are kept or nothing is known. */
function breaches(agreement: Agreement | null, policy: OutputPolicy): string[] {
  const { prefixPercent = null, topOnePercent = null, lossNats = null } = agreement ?? {};
  const { leastPrefixPercent, leastTopOnePercent, mostGapNats } = policy;
  return [
    ...(prefixPercent !== null && prefixPercent < leastPrefixPercent
      ? [`${prefixText(prefixPercent)}, at least ${digits(leastPrefixPercent)} % is allowed`]
      : []),
    ...(topOnePercent !== null && topOnePercent < leastTopOnePercent
      ? [
          `the likeliest id is the same at ${digits(topOnePercent)} % of positions, at least ${digits(leastTopOnePercent)} % is allowed`,
        ]
      : []),
    ...(lossNats !== null && lossNats > mostGapNats ? [lossText(lossNats, mostGapNats)] : []),
  ];
}

const prefixText = (percent: number): string =>
  `greedy ids agree for the first ${digits(percent)} % of an answer`;
const lossText = (nats: number, most: number): string =>
  `likelihood is ${digits(nats)} nats a token lower, at most ${digits(most)} is allowed`;

/** The phone against the host, which runs the same model: what differs is what the phone, or its engine, computes. */
function toReference(each: DeviceAgreement, policy: OutputPolicy): AnswerFinding[] {
  const { device, reference, baselineToReference } = each;
  const [broken] = breaches(reference, policy);
  if (broken !== undefined) {
    const isShared = breaches(baselineToReference, policy).length > 0;
    const blame = isShared
      ? 'so does the baseline: the engine of both builds, or the reference, computes something else'
      : 'the same model must answer nearly alike on both';
    const detail = `${broken}; ${blame}`;
    const verdict = isShared ? 'INCONCLUSIVE' : 'NO-GO';
    return [
      { device, code: 'reference-differs', verdict, reason: 'answers otherwise than the reference', detail },
    ];
  }
  return sharedDifference(each);
}

/** Both builds alike, and otherwise than the reference: no fault of the candidate, and perhaps one of the engine. */
function sharedDifference({
  device,
  kind,
  reference,
  baselineToReference,
}: DeviceAgreement): AnswerFinding[] {
  if (kind !== 'equal' || !reference || !baselineToReference) return [];
  const differing = Math.min(
    ...[reference, baselineToReference].map((one) => one.answers - one.equalAnswers),
  );
  if (differing === 0) return [];
  const reason = `both builds answer ${differing} of ${reference.answers} prompts otherwise than the reference of the same model`;
  const detail =
    'another back end may round otherwise; a fault of the engine that both builds share looks the same';
  return [{ device, code: 'reference-differs', verdict: null, reason, detail }];
}

/** The same weights under other settings: rounding may change an answer, not most of them. */
function toOtherSettings(
  { device, baseline, reference }: DeviceAgreement,
  policy: OutputPolicy,
): AnswerFinding[] {
  const percent = baseline?.prefixPercent ?? null;
  const common = { device, code: 'settings-answer-otherwise' };
  if (percent === null)
    return [
      unmeasured(
        device,
        'other settings than the baseline’s, and no answers of both builds to compare',
        NEXT_ANSWERS,
      ),
    ];
  if (percent >= policy.leastPrefixPercent) return [];
  const reason = 'answers otherwise than the baseline, which has the same model with other settings';
  const detail = `${prefixText(percent)}, at least ${digits(policy.leastPrefixPercent)} % is allowed`;
  const isAsReference = (reference?.prefixPercent ?? 0) >= policy.leastPrefixPercent;
  if (!isAsReference) return [{ ...common, verdict: 'NO-GO', reason, detail }];
  return [
    { ...common, verdict: null, reason, detail: `${detail}; the reference answers as the candidate does` },
  ];
}

const NEXT_ANSWERS = 'measure both builds again';
const NEXT_SCORES = 'run it with --suite quality';
const NEXT_REFERENCE = 'run it with a reference in devices.json';

/** Other weights: how much likelihood they lose is measured, or unknown; so is whether the phone computes them as the host does. */
function toOtherModel(
  { device, baseline, reference }: DeviceAgreement,
  policy: OutputPolicy,
): AnswerFinding[] {
  const loss = baseline?.lossNats ?? null;
  const isLost = loss !== null && loss > policy.mostLossNats;
  const lost: AnswerFinding[] = isLost
    ? [
        {
          device,
          code: 'quality-lost',
          verdict: 'NO-GO',
          reason: 'finds the same texts less likely than the baseline’s model does',
          detail: lossText(loss, policy.mostLossNats),
        },
      ]
    : [];
  return [...lost, ...unknownQuality(device, baseline, loss), ...unknownReference(device, reference)];
}

function unknownQuality(device: string, baseline: Agreement | null, loss: number | null): AnswerFinding[] {
  if (loss !== null && baseline?.unlikeCases === 0) return [];
  if ((baseline?.unlikeCases ?? 0) > 0)
    return [
      {
        device,
        code: 'quality-incomparable',
        verdict: 'INCONCLUSIVE',
        reason: `scored ${baseline?.unlikeCases} texts otherwise than the baseline did`,
        detail:
          'another tokenizer or template, or an id without a probability: what the other model loses is not known',
      },
    ];
  return [
    unmeasured(
      device,
      'another model or quantisation than the baseline’s, and no suite scored both',
      NEXT_SCORES,
    ),
  ];
}

const unknownReference = (device: string, reference: Agreement | null): AnswerFinding[] =>
  reference?.prefixPercent === null || reference === null
    ? [
        unmeasured(
          device,
          'another model or quantisation than the baseline’s, and no reference to hold its answers against',
          NEXT_REFERENCE,
        ),
      ]
    : [];

const unmeasured = (device: string, why: string, next: string): AnswerFinding => ({
  device,
  code: 'output-unmeasured',
  verdict: 'INCONCLUSIVE',
  reason: `has ${why}`,
  detail: `whether its answers are good is not known: ${next}`,
});
