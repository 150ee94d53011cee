import { z } from 'zod';
import { verdictWords } from '../../judge/verdict.ts';
import { leftSuite, openTrigger, triggerAnswer, unfitPart } from './night-event.ts';
import { nightOutcome } from './night-outcome.ts';
import type { NightState } from './night-state.ts';

/** A night for a program: what it did, what it left, and how it ended. */
export const nightDocument = z.object({
  night: z.string(),
  begunAt: z.iso.datetime(),
  /** Null: nothing was measured, or the night was interrupted before it was judged. */
  verdict: z.enum(verdictWords).nullable(),
  headline: z.string(),
  exitCode: z.int(),
  interrupted: z.boolean(),
  /** Id of the run; null: none began. */
  run: z.string().nullable(),
  /** Path of its page. */
  report: z.string().nullable(),
  suites: z.array(z.string()),
  /** Suites that did not fit the budget. */
  left: z.array(leftSuite),
  /** Why nothing was compared with a baseline; null: something was. */
  withoutBaseline: z.string().nullable(),
  /** What of the lab was not fit. */
  unfit: z.array(unfitPart),
  /** Phones that have something left to do. */
  unfinished: z.array(z.string()),
  /** How often the run was measured and gone on with. */
  attempts: z.int(),
  /** Triggers of the history that waited for an answer tonight, and the answers. */
  triggers: z.array(openTrigger),
  answers: z.array(triggerAnswer),
  /** Runs that were deleted. */
  removed: z.array(z.string()),
  freedBytes: z.number(),
});
export type NightDocument = z.infer<typeof nightDocument>;

/** @param interrupted before the night came to its end; its exit code is then that of the interruption */
export function documentOfNight(state: NightState, interrupted: number | null): NightDocument {
  const { begin, plan, examine, measure, watch, answers, publish, rotate } = state;
  const outcome = nightOutcome(state);
  return {
    night: begin.night,
    begunAt: begin.at,
    ...(interrupted === null
      ? outcome
      : { verdict: null, headline: 'Interrupted; heatsoak nightly goes on', exitCode: interrupted }),
    interrupted: interrupted !== null,
    run: plan?.run ?? null,
    report: publish?.report ?? null,
    suites: plan?.suites ?? [],
    left: plan?.left ?? [],
    withoutBaseline: plan?.withoutBaseline ?? null,
    unfit: examine?.unfit ?? [],
    unfinished: measure?.unfinished ?? [],
    attempts: state.attempts,
    triggers: watch?.open ?? [],
    answers: [...answers],
    removed: rotate?.removed ?? [],
    freedBytes: rotate?.freedBytes ?? 0,
  };
}
