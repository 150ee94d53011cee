import type { PlannedStep } from '../../experiment/planned-step.ts';
import { RECOVERY_CASE, WARM_UP_CASE } from '../../protocol/case-names.ts';
import { TokenTimes } from '../../protocol/token-times.ts';
import { failuresOf } from '../launch-end.ts';
import type { LaunchRecord, TrialRecord } from '../result.ts';
import type { LaunchCheck } from './check.ts';

/** Checks that the trials of a launch are the steps of its plan: these, so often, so long, in this order. */
export const plannedWorkCheck: LaunchCheck = {
  code: 'work-differs',
  rule: 'the trials of a launch are those that were planned: cases in their order, repetitions, prompt and answer lengths, seconds of load',
  effect: 'excludes',
  find(launch) {
    const trials = launch.trials.filter(({ case: name }) => name !== WARM_UP_CASE && name !== RECOVERY_CASE);
    const left = launch.planned.steps.reduce<Walk>(takeStep, { trials, problem: null });
    if (left.problem !== null) return left.problem;
    const [extra] = left.trials;
    if (extra) return `a trial of ${extra.case} was not planned`;
    return launch.status === 'complete' ? missingWork(launch, trials) : null;
  },
};

/** Trials that no step has claimed yet, and the first that is not as its step says. */
interface Walk {
  readonly trials: readonly TrialRecord[];
  readonly problem: string | null;
}

/** The next trials of the step's case, at most as many as it plans. */
function takeStep({ trials, problem }: Walk, step: PlannedStep): Walk {
  const most = step.forSeconds === null ? step.repetitions : Number.POSITIVE_INFINITY;
  const end = trials.findIndex((trial, i) => trial.case !== step.case || i >= most);
  const count = end < 0 ? trials.length : end;
  const taken = trials.slice(0, count);
  const own = taken.map((trial, i) => {
    const again = i > 0 && trial.repetition <= (taken[i - 1]?.repetition ?? -1);
    return again ? `${step.case} has repetition ${trial.repetition} twice` : otherThan(step, trial);
  });
  return {
    trials: trials.slice(count),
    problem: problem ?? own.find((each) => each !== null) ?? null,
  };
}

/** What a trial did otherwise than its step asks. Nobody but the model knows how many tokens a question has. */
function otherThan(
  { prompt, generateTokens, scored, bench, repetitions, ...step }: PlannedStep,
  trial: TrialRecord,
) {
  if (bench) return null;
  const { plannedTokens, promptTokens, repetition } = trial;
  if (plannedTokens !== generateTokens)
    return `${step.case} was to generate ${plannedTokens} tokens, planned were ${generateTokens}`;
  if (prompt.kind === 'synthetic' && promptTokens !== prompt.tokens)
    return `the prompt of ${step.case} had ${promptTokens} tokens, planned were ${prompt.tokens}`;
  if (trial.scored !== scored)
    return `${step.case} ${scored ? 'did not count' : 'counted'}, against the plan`;
  return step.forSeconds === null && repetition >= repetitions
    ? `${step.case} has a repetition ${repetition} of ${repetitions}`
    : null;
}

/** A launch that says it is whole has all its trials; one that failed left a fault in its place. */
function missingWork(launch: LaunchRecord, trials: readonly TrialRecord[]): string | null {
  const { steps } = launch.planned;
  const failed = failuresOf(launch.faults).filter(({ trial }) => trial !== null).length;
  const timed = steps.filter(({ forSeconds }) => forSeconds !== null);
  const counted = steps.filter(({ forSeconds }) => forSeconds === null);
  const planned = counted.reduce((sum, { repetitions }) => sum + repetitions, 0);
  const found = trials.filter((trial) => !timed.some((step) => step.case === trial.case)).length;
  if (found + failed < planned) return `${found} of ${planned} planned trials ran`;
  const short = timed.find(
    (step) => loadSeconds(step, trials) < (step.forSeconds ?? 0) - LOAD_ROUNDING_SECONDS,
  );
  return short && failed === 0
    ? `the load of ${short.case} lasted ${loadSeconds(short, trials).toFixed(0)} s, planned were ${short.forSeconds}`
    : null;
}

/** The clock of a load starts a moment before its first prompt. */
const LOAD_ROUNDING_SECONDS = 2;

function loadSeconds(step: PlannedStep, trials: readonly TrialRecord[]): number {
  const own = trials.filter((trial) => trial.case === step.case);
  const [first] = own;
  const last = own.at(-1);
  return first && last ? (new TokenTimes(last).endUs - first.t0) / 1e6 : 0;
}
