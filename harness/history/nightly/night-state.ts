import type { NightEvent, NightEventOf, TriggerAnswer } from './night-event.ts';

/** Where a night stands, by its journal; null: not yet. */
export interface NightState {
  readonly begin: NightEventOf<'begin'>;
  readonly build: NightEventOf<'build'> | null;
  readonly examine: NightEventOf<'examine'> | null;
  readonly plan: NightEventOf<'plan'> | null;
  /** The last time that the run was measured. */
  readonly measure: NightEventOf<'measure'> | null;
  /** How often it was. */
  readonly attempts: number;
  readonly giveUp: NightEventOf<'give-up'> | null;
  readonly judge: NightEventOf<'judge'> | null;
  readonly watch: NightEventOf<'watch'> | null;
  /** An A/B that began and has no answer. */
  readonly asked: NightEventOf<'ask'> | null;
  readonly answers: readonly TriggerAnswer[];
  readonly publish: NightEventOf<'publish'> | null;
  readonly rotate: NightEventOf<'rotate'> | null;
  readonly end: NightEventOf<'end'> | null;
}

/** The fold of a night's journal; null where it does not begin. */
export function nightStateOf(events: readonly NightEvent[]): NightState | null {
  const begin = lastOf(events, 'begin');
  if (!begin) return null;
  const plan = lastOf(events, 'plan');
  const measured = events.filter((event) => event.did === 'measure' && event.run === plan?.run);
  const answers = events.filter((event) => event.did === 'answer');
  const asked = lastOf(events, 'ask');
  return {
    begin,
    plan,
    answers,
    build: lastOf(events, 'build'),
    examine: lastOf(events, 'examine'),
    measure: (measured.at(-1) as NightEventOf<'measure'> | undefined) ?? null,
    attempts: measured.length,
    giveUp: lastOf(events, 'give-up'),
    judge: lastOf(events, 'judge'),
    watch: lastOf(events, 'watch'),
    asked: asked && !answers.some(({ change }) => change === asked.change) ? asked : null,
    publish: lastOf(events, 'publish'),
    rotate: lastOf(events, 'rotate'),
    end: lastOf(events, 'end'),
  };
}

function lastOf<Did extends NightEvent['did']>(
  events: readonly NightEvent[],
  did: Did,
): NightEventOf<Did> | null {
  const found = events.findLast((event): event is NightEventOf<Did> => event.did === did);
  return found ?? null;
}
