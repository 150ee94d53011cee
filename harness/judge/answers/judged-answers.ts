import { z } from 'zod';
import { type OutputPolicy, outputPolicy } from '../../experiment/gate-policy.ts';
import type { Manifest } from '../../experiment/manifest.ts';
import type { Measurement } from '../../measure/result.ts';
import { agreementFindings } from './agreement-findings.ts';
import { deviceAgreement, deviceAgreements } from './agreements.ts';
import { expectedAnswer, expectedAnswers } from './expected-answers.ts';
import { expectedFindings } from './expected-findings.ts';
import type { AnswerFinding } from './finding.ts';
import { flawFindings } from './flaw-findings.ts';
import { flawedAnswer, flawedAnswers } from './flawed-answers.ts';

/** What the candidate answered, beside the exact comparison of ids: against the reference, by itself, as expected. */
export const judgedAnswers = z.strictObject({
  agreements: z.array(deviceAgreement),
  flawed: z.array(flawedAnswer),
  expected: z.array(expectedAnswer),
});
export type JudgedAnswers = z.infer<typeof judgedAnswers>;

/** All that can be said of the answers of a run. */
export const judgeAnswers = (measurement: Measurement): JudgedAnswers => ({
  agreements: deviceAgreements(measurement),
  flawed: flawedAnswers(measurement),
  expected: expectedAnswers(measurement),
});

/** What is wrong with them, worst first: wrong by what was asked, none at all, unlike others. */
export function answerFindings(answers: JudgedAnswers, manifest: Manifest): AnswerFinding[] {
  const agreement = agreementFindings(answers.agreements, manifest.output ?? defaultPolicy);
  return [
    ...expectedFindings(answers.expected),
    ...flawFindings(answers.flawed),
    // A policy that lets other answers pass lets them pass unmeasured, too.
    ...(manifest.sameOutput === false ? agreement.map(waived) : agreement),
  ];
}

const defaultPolicy: OutputPolicy = outputPolicy.parse({});

const waived = (finding: AnswerFinding): AnswerFinding =>
  finding.verdict === 'INCONCLUSIVE' ? { ...finding, verdict: null } : finding;
