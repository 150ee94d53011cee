import { type DeviceAgreement, deviceAgreements } from '../harness/judge/answers/agreements.ts';
import { expectedAnswers } from '../harness/judge/answers/expected-answers.ts';
import { flawedAnswers } from '../harness/judge/answers/flawed-answers.ts';
import { compareOutputs } from '../harness/judge/output.ts';
import type { Measurement } from '../harness/measure/result.ts';
import type { AgreementRow, AnswersModel } from './report-model.ts';

/** What the builds answered; undefined where nothing of it can be told. */
export function answersModel(measurement: Measurement): AnswersModel | undefined {
  const answers: AnswersModel = {
    differences: compareOutputs(measurement).flatMap(({ device, first }) =>
      first ? [{ device, ...first }] : [],
    ),
    flawed: flawedAnswers(measurement),
    expected: expectedAnswers(measurement),
    agreements: deviceAgreements(measurement).flatMap(agreementRows),
  };
  return Object.values(answers).some((rows) => rows.length > 0) ? answers : undefined;
}

const agreementRows = ({
  device,
  baseline,
  reference,
  baselineToReference,
}: DeviceAgreement): AgreementRow[] => [
  ...(baseline ? [{ device, of: 'candidate, baseline', ...baseline }] : []),
  ...(reference ? [{ device, of: 'candidate, reference', ...reference }] : []),
  ...(baselineToReference ? [{ device, of: 'baseline, reference', ...baselineToReference }] : []),
];
