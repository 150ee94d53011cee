import type { TrialRecord } from '../../measure/result.ts';
import { RECOVERY_CASE } from '../case-names.ts';
import type { PlanStep } from '../plan-file.ts';
import { TokenTimes } from '../token-times.ts';
import type { CheckedLaunch } from './checked-launch.ts';
import type { Rule } from './rule.ts';
import type { Violation } from './violation.ts';

const PROBE_PROMPT_TOKENS = 32;
/** A rest may end a moment early by the clock that is asked next. */
const ROUNDING_US = 50_000;

export const recovery: Rule = {
  id: 'recovery',
  says: 'after a soak that asks for it unscored probes of 32 prompt tokens follow, each after a rest of everySeconds, until limitSeconds at most; nowhere else are there any',
  check(launch) {
    const steps = launch.plan?.steps.filter((step) => step.recovery !== undefined) ?? [];
    const probes = launch.record.trials.filter((trial) => trial.case === RECOVERY_CASE);
    if (launch.plan === null || (probes.length === 0 && steps.length === 0)) return null;
    const [step] = steps;
    // An agent whose clock cannot rest cannot watch the way back either.
    return probes.flatMap((probe) => problemsOf(launch, probe, step));
  },
};

function problemsOf(launch: CheckedLaunch, probe: TrialRecord, step: PlanStep | undefined): Violation[] {
  const words = problemOf(launch, probe, step?.recovery);
  return words === null ? [] : [{ line: launch.endOf(probe.trial), words }];
}

function problemOf(
  { record: { trials } }: CheckedLaunch,
  { trial, promptTokens, scored, repetition, t0 }: TrialRecord,
  asked: PlanStep['recovery'],
): string | null {
  if (asked === undefined) return 'no step of the plan asks for probes';
  if (scored) return 'a probe is scored';
  if (promptTokens !== PROBE_PROMPT_TOKENS) return `a probe has a prompt of ${promptTokens} tokens`;
  if (asked.everySeconds * (repetition + 1) > asked.limitSeconds)
    return `probe ${repetition} begins after the limit of ${asked.limitSeconds} s`;
  const before = trials.filter((each) => each.trial < trial).at(-1);
  const restUs = before ? t0 - new TokenTimes(before).endUs : Number.POSITIVE_INFINITY;
  return restUs < asked.everySeconds * 1e6 - ROUNDING_US
    ? `the rest before probe ${repetition} is ${(restUs / 1e6).toFixed(1)} s, planned were ${asked.everySeconds}`
    : null;
}
