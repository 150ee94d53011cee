import { z } from 'zod';
import type { Measurement } from '../../measure/result.ts';
import { agreement, agreementOf } from './agreement.ts';
import { comparablePrompts, type ExpectedPair, expectedPair } from './expected-pair.ts';
import { type Sides, sidesOn } from './sides.ts';

/** How the answers on one phone agree with those of others; null: one side gave none. */
export const deviceAgreement = z.strictObject({
  device: z.string(),
  /** What may be expected of both builds: the same ids, nearly the same (other settings), or none of it (another model). */
  kind: z.enum(['equal', 'close', 'other']),
  /** Candidate against the reference, which runs the candidate's model on the host. */
  reference: agreement.nullable(),
  /** Baseline against the reference; null too where the baseline has another model. */
  baselineToReference: agreement.nullable(),
  /** Candidate against baseline. */
  baseline: agreement.nullable(),
});
export type DeviceAgreement = z.infer<typeof deviceAgreement>;

/** Phone by phone; empty without two builds. */
export function deviceAgreements(measurement: Measurement): DeviceAgreement[] {
  const { manifest } = measurement;
  const pair = expectedPair(manifest);
  if (!pair) return [];
  return manifest.sessions.map(({ device }) =>
    agreementsOn(measurement, device.id, sidesOn(measurement, device.id), pair),
  );
}

function agreementsOn(
  { pieces }: Measurement,
  device: string,
  { baseline, candidate, reference }: Sides,
  pair: ExpectedPair,
): DeviceAgreement {
  // The reference reads questions as the candidate does.
  const always = { isComparable: () => true, pieces: pieces.get(pair.candidate.model.sha256) };
  const isSameModel = pair.kind !== 'other';
  const both = { ...always, isComparable: comparablePrompts(pair) };
  return {
    device,
    kind: pair.kind,
    reference: agreementOf(candidate, reference, always),
    baselineToReference: isSameModel ? agreementOf(baseline, reference, both) : null,
    baseline: agreementOf(candidate, baseline, both),
  };
}
