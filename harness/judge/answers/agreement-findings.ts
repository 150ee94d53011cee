import type { OutputPolicy } from '../../experiment/gate-policy.ts';
import type { Agreement } from './agreement.ts';
import type { DeviceAgreement } from './agreements.ts';
import { breaches, idBreaches, lossText, mayBeTies } from './breach.ts';
import type { AnswerFinding } from './finding.ts';

/** What is wrong, or not known, where answers need not be equal. */
export const agreementFindings = (
  agreements: readonly DeviceAgreement[],
  policy: OutputPolicy,
): AnswerFinding[] =>
  agreements.flatMap((each) => [
    ...toReference(each, policy),
    ...unlikeReference(each),
    ...(each.kind === 'close' ? toOtherSettings(each, policy) : []),
    ...(each.kind === 'other' ? toOtherModel(each, policy) : []),
    ...(each.kind === 'close' ? unknownAnswers(each.device, each.baseline) : []),
    ...(each.kind === 'other' ? unknownAnswers(each.device, each.reference) : []),
  ]);

/** The phone against the host, which runs the same model: what differs is what the phone, or its engine, computes. */
function toReference(each: DeviceAgreement, policy: OutputPolicy): AnswerFinding[] {
  const { device, reference, baselineToReference } = each;
  const broken = breaches(reference, policy);
  const shared = breaches(baselineToReference, policy).map((breach) => breach.of);
  const [own] = broken.filter((breach) => !shared.includes(breach.of));
  const worst = own ?? broken[0];
  if (!reference || !worst) return sharedDifference(each);
  const isTie = worst.of === 'greedy ids' && mayBeTies(reference);
  return [
    {
      device,
      code: 'reference-differs',
      verdict: own && !isTie ? 'NO-GO' : 'INCONCLUSIVE',
      reason: 'answers otherwise than the reference',
      detail: `${worst.text}; ${own ? ON_PHONE : ON_BOTH}`,
    },
  ];
}

/** The baseline's scores can be compared with the reference's, and the candidate's cannot: what it lost there nobody knows. */
function unlikeReference({ device, reference, baselineToReference }: DeviceAgreement): AnswerFinding[] {
  const [own, other] = [reference?.unlikeCases ?? 0, baselineToReference?.unlikeCases];
  if (other === undefined || own <= other) return [];
  return [
    {
      device,
      code: 'quality-incomparable',
      verdict: 'INCONCLUSIVE',
      reason: `scored ${own} texts otherwise than the reference, and the baseline ${other}`,
      detail: 'other ids, or an id without a probability: what the candidate loses there is not known',
    },
  ];
}

const ON_PHONE = 'the same model must answer nearly alike on both';
const ON_BOTH = 'so does the baseline: the engine of both builds, or the reference, computes something else';

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
  if (baseline === null || baseline.answers === 0)
    return [
      unmeasured(
        device,
        'other settings than the baseline’s, and no answers of both builds to compare',
        NEXT_ANSWERS,
      ),
    ];
  const [broken] = idBreaches(baseline, policy);
  if (broken === undefined) return [];
  const isAsReference = reference !== null && idBreaches(reference, policy).length === 0;
  return [
    {
      device,
      code: 'settings-answer-otherwise',
      verdict: isAsReference || mayBeTies(baseline) ? 'INCONCLUSIVE' : 'NO-GO',
      reason: 'answers otherwise than the baseline, which has the same model with other settings',
      detail: isAsReference ? `${broken.text}; the reference answers as the candidate does` : broken.text,
    },
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

/** "Missing" never passes, for answers as for values. */
function unknownAnswers(device: string, agreement: Agreement | null): AnswerFinding[] {
  const count = agreement?.unknownAnswers ?? 0;
  if (count === 0) return [];
  const reason = `has ${count} ${count === 1 ? 'prompt' : 'prompts'} whose token ids are not known on both sides`;
  return [{ device, code: 'output-unknown', verdict: 'INCONCLUSIVE', reason, detail: NEXT_ANSWERS }];
}

const unmeasured = (device: string, why: string, next: string): AnswerFinding => ({
  device,
  code: 'output-unmeasured',
  verdict: 'INCONCLUSIVE',
  reason: `has ${why}`,
  detail: `whether its answers are good is not known: ${next}`,
});
