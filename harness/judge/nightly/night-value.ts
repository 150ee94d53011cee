import { trimmedMean } from '../../statistics/trimmed-mean.ts';

/** One launch of the candidate, and what the pinned reference build read beside it; null when that is not valid. */
export interface NightLaunch {
  readonly candidate: number;
  readonly reference: number | null;
}

/** One value of a history series. Paired and plain values belong to separate series and are never mixed. */
export interface NightValue {
  /** log(candidate ÷ reference), or log(candidate). */
  readonly log: number;
  readonly paired: boolean;
}

/**
 * The value of a night: the trimmed mean over its launches of log(candidate) − log(reference). The night is plain as
 * soon as one launch has no valid reference; null without a positive candidate.
 */
export function nightValue(launches: readonly NightLaunch[]): NightValue | null {
  const valid = launches.filter(({ candidate }) => isPositive(candidate));
  const paired = valid.every(({ reference }) => isPositive(reference));
  const log = trimmedMean(
    valid.map(({ candidate, reference }) => Math.log(candidate) - (paired ? Math.log(reference ?? 1) : 0)),
  );
  return log === null ? null : { log, paired };
}

const isPositive = (value: number | null): boolean => value !== null && Number.isFinite(value) && value > 0;
