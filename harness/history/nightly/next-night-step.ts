import type { NightEventOf, OpenTrigger } from './night-event.ts';
import type { NightState } from './night-state.ts';

/** The one thing that a night does next. */
export type NightStep =
  | { readonly kind: 'build' }
  | { readonly kind: 'examine' }
  /** Plans what fits, and measures it; a run that the journal names is gone on with where its folder is there. */
  | {
      readonly kind: 'measure';
      readonly devices: readonly string[];
      readonly before: NightEventOf<'plan'> | null;
    }
  /** Goes on with a run that lost phones. */
  | { readonly kind: 'resume'; readonly run: string }
  | { readonly kind: 'give-up'; readonly why: string }
  | { readonly kind: 'judge'; readonly run: string }
  /** Looks for triggers of the history that nobody answered. */
  | { readonly kind: 'watch' }
  | { readonly kind: 'confirm'; readonly trigger: OpenTrigger; readonly before: NightEventOf<'ask'> | null }
  | { readonly kind: 'publish'; readonly run: string }
  | { readonly kind: 'rotate' }
  | { readonly kind: 'end' };

/**
 * What a night does next; the same for one that goes on and for one that was killed in between.
 * @param now UTC, ISO 8601: what is not begun when the budget is spent is left for another night
 */
export function nextNightStep(state: NightState, now: string): NightStep {
  if (state.end) return { kind: 'end' };
  if (state.giveUp) return state.rotate ? { kind: 'end' } : { kind: 'rotate' };
  if (!state.build) return { kind: 'build' };
  if (!state.examine) return { kind: 'examine' };
  return measuring(state, state.examine, now) ?? concluding(state, now);
}

/** Null when the run is as whole as it will be. */
function measuring(
  state: NightState,
  { fit, unfit }: NightEventOf<'examine'>,
  now: string,
): NightStep | null {
  if (fit.length === 0)
    return {
      kind: 'give-up',
      why: `no phone is fit: ${unfit.map(sayUnfit).join('; ') || 'the lab has none'}`,
    };
  const { measure, plan, attempts, begin } = state;
  if (!measure) return { kind: 'measure', devices: fit, before: plan };
  const isLeft = measure.unfinished.length > 0 && attempts <= begin.retries && hasTime(state, now);
  if (isLeft && !state.judge) return { kind: 'resume', run: measure.run };
  if (measure.launches === 0)
    return {
      kind: 'give-up',
      why: `no launch was measured in ${attempts} ${attempts === 1 ? 'try' : 'tries'} on ${measure.unfinished.join(', ')}`,
    };
  return null;
}

function concluding(state: NightState, now: string): NightStep {
  const run = state.measure?.run ?? '';
  if (!state.judge) return { kind: 'judge', run };
  if (!state.watch) return { kind: 'watch' };
  // A change for the better waits for a person.
  const trigger = state.watch.open.find(
    ({ change, better }) => !better && !state.answers.some((each) => each.change === change),
  );
  // What has begun is brought to its end.
  if (trigger && (state.asked?.change === trigger.change || hasTime(state, now)))
    return { kind: 'confirm', trigger, before: state.asked };
  if (!state.publish) return { kind: 'publish', run };
  return state.rotate ? { kind: 'end' } : { kind: 'rotate' };
}

const sayUnfit = ({ device, why }: { readonly device: string | null; readonly why: string }): string =>
  device === null ? why : `${device}: ${why}`;

/** Seconds of the budget that are left; Infinity without one. */
export const secondsLeft = ({ begin }: Pick<NightState, 'begin'>, now: string): number =>
  begin.budgetSeconds === null
    ? Number.POSITIVE_INFINITY
    : begin.budgetSeconds - (Date.parse(now) - Date.parse(begin.at)) / 1000;

const hasTime = (state: NightState, now: string): boolean => secondsLeft(state, now) > 0;
