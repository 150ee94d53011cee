import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import { type NightStep, nextNightStep, secondsLeft } from '../../history/nightly/next-night-step.ts';
import type {
  LeftSuite,
  NightEvent,
  OpenTrigger,
  TriggerAnswer,
  UnfitPart,
} from '../../history/nightly/night-event.ts';
import { nightOutcome } from '../../history/nightly/night-outcome.ts';
import { type NightState, nightStateOf } from '../../history/nightly/night-state.ts';
import type { VerdictWord } from '../../judge/verdict.ts';

/** How far a run has come: phones that have something left to do, and launches on all phones that left at least one trial. */
export interface Standing {
  readonly unfinished: readonly string[];
  readonly launches: number;
}

/** A run of tonight that is planned and not begun. */
export interface PlannedNight {
  readonly run: string;
  readonly seconds: number;
  readonly suites: readonly string[];
  readonly left: readonly LeftSuite[];
  readonly withoutBaseline: string | null;
  perform(): Promise<Standing>;
}

/** An A/B that answers a trigger, planned and not begun. */
export interface PlannedAnswer {
  readonly run: string;
  readonly seconds: number;
  perform(): Promise<TriggerAnswer>;
}

/** What a night does, one method a step; the phones, the disk and the clock are behind them. */
export interface NightWork {
  /** UTC, ISO 8601. */
  now(): string;
  build(): Promise<{ readonly candidate: string; readonly sha256: string }>;
  examine(
    candidate: string,
  ): Promise<{ readonly fit: readonly string[]; readonly unfit: readonly UnfitPart[] }>;
  /** Plans what fits into so many seconds; no suite is planned where none does. */
  plan(candidate: string, devices: readonly string[], seconds: number): Promise<PlannedNight>;
  /** Whether the run's folder is there: it began. */
  hasBegun(run: string): Promise<boolean>;
  resume(run: string): Promise<Standing>;
  standing(run: string): Promise<Standing>;
  /** Before a run that lost a phone is gone on with. */
  pause(): Promise<void>;
  judge(run: string): Promise<{ verdict: VerdictWord; headline: string; exitCode: number }>;
  openTriggers(): Promise<readonly OpenTrigger[]>;
  planAnswer(trigger: OpenTrigger): Promise<PlannedAnswer>;
  resumeAnswer(trigger: OpenTrigger, run: string): Promise<TriggerAnswer>;
  /** @param exitCode of the night @returns the path of the page */
  publish(run: string, exitCode: number): Promise<string>;
  rotate(run: string | null): Promise<{ readonly removed: readonly string[]; readonly freedBytes: number }>;
}

/** Where a night's journal is kept. */
export interface NightJournal {
  read(): Promise<readonly NightEvent[]>;
  append(event: NightEvent): Promise<void>;
}

/** An event without its time. */
type Done<Event = NightEvent> = Event extends NightEvent ? Omit<Event, 'at'> : never;

/**
 * Does what is left of a night, step by step; each stands in the journal before the next begins, so that a night that was killed or
 * interrupted is gone on with where it was.
 * @returns the state at its end, or when `signal` ended it
 * @throws HeatsoakError of a step that cannot be done and may be done later: a build that cannot be had, a disk that is full
 */
export async function performNight(
  journal: NightJournal,
  work: NightWork,
  { signal, onStep }: { readonly signal: AbortSignal; onStep(step: NightStep): void },
): Promise<NightState> {
  const note = (done: Done): Promise<void> => journal.append({ ...done, at: work.now() } as NightEvent);
  for (;;) {
    const state = nightStateOf(await journal.read());
    if (!state) throw new HeatsoakError('NIGHT_BROKEN', 'the journal of the night has no beginning');
    const step = nextNightStep(state, work.now());
    if (step.kind === 'end') return state;
    onStep(step);
    for (const done of await performStep(step, state, { work, note, signal })) await note(done);
    if (signal.aborted) return nightStateOf(await journal.read()) ?? state;
  }
}

interface Doing {
  readonly work: NightWork;
  readonly note: (done: Done) => Promise<void>;
  readonly signal: AbortSignal;
}

/** What was done; what was interrupted is not in it. */
async function performStep(step: NightStep, state: NightState, doing: Doing): Promise<Done[]> {
  const { work } = doing;
  switch (step.kind) {
    case 'build':
      return [{ did: 'build', ...(await work.build()) }];
    case 'examine': {
      const { fit, unfit } = await work.examine(state.build?.candidate ?? '');
      return [{ did: 'examine', fit: [...fit], unfit: [...unfit] }];
    }
    case 'measure':
      return measure(step, state, doing);
    case 'resume':
      return resume(step.run, doing);
    case 'give-up':
      return [{ did: 'give-up', why: step.why }];
    case 'judge':
      return [{ did: 'judge', run: step.run, ...(await work.judge(step.run)) }];
    case 'watch':
      return [{ did: 'watch', open: [...(await work.openTriggers())] }];
    case 'confirm':
      return confirm(step, state, doing);
    case 'publish':
      return [{ did: 'publish', report: await work.publish(step.run, nightOutcome(state).exitCode) }];
    case 'rotate': {
      const { removed, freedBytes } = await work.rotate(state.plan?.run ?? null);
      return [{ did: 'rotate', removed: [...removed], freedBytes }];
    }
    case 'end':
      return [];
  }
}

type StepOf<Kind extends NightStep['kind']> = Extract<NightStep, { kind: Kind }>;

/** What keeps a run from its first launch, and will keep it from it tonight. */
const OF_THE_LAB = ['device', 'host', 'install'];

async function measure(step: StepOf<'measure'>, state: NightState, doing: Doing): Promise<Done[]> {
  const { work, note, signal } = doing;
  const { devices, before } = step;
  if (before && (await work.hasBegun(before.run))) return resume(before.run, doing);
  const planned = await work.plan(state.build?.candidate ?? '', devices, secondsLeft(state, work.now()));
  const { run, seconds, suites, left, withoutBaseline } = planned;
  if (suites.length === 0)
    return [
      {
        did: 'give-up',
        why: `no suite fits the budget: ${left.map(({ suite, why }) => `${suite} ${why}`).join('; ')}`,
      },
    ];
  await note({ did: 'plan', run, seconds, suites: [...suites], left: [...left], withoutBaseline });
  try {
    return asMeasured(run, await planned.perform(), signal);
  } catch (error) {
    if (error instanceof HeatsoakError && OF_THE_LAB.includes(error.kind) && !(await work.hasBegun(run)))
      return [{ did: 'give-up', why: error.message }];
    throw error;
  }
}

async function resume(run: string, { work, signal }: Doing): Promise<Done[]> {
  await work.pause();
  if (signal.aborted) return [];
  try {
    return asMeasured(run, await work.resume(run), signal);
  } catch (error) {
    // A phone that is busy or gone, or has another iOS by now: what was measured before stays, and may be all.
    if (!(error instanceof HeatsoakError) || error.kind === 'usage' || error.kind === 'internal') throw error;
    return asMeasured(run, await work.standing(run), signal);
  }
}

const asMeasured = (run: string, { unfinished, launches }: Standing, signal: AbortSignal): Done[] =>
  signal.aborted ? [] : [{ did: 'measure', run, unfinished: [...unfinished], launches }];

async function confirm(
  { trigger, before }: StepOf<'confirm'>,
  state: NightState,
  doing: Doing,
): Promise<Done[]> {
  const { work, note, signal } = doing;
  const { change, better } = trigger;
  const none = (why: string): Done[] => [
    { did: 'answer', change, better, run: null, outcome: null, changePercent: null, fault: null, why },
  ];
  try {
    if (before?.change === change && (await work.hasBegun(before.run)))
      return answered(await work.resumeAnswer(trigger, before.run), signal);
    const planned = await work.planAnswer(trigger);
    const left = secondsLeft(state, work.now());
    if (planned.seconds > left)
      return none(
        `an A/B takes about ${Math.ceil(planned.seconds / 60)} min, and ${Math.floor(left / 60)} are left`,
      );
    await note({ did: 'ask', change, run: planned.run });
    return answered(await planned.perform(), signal);
  } catch (error) {
    // The night has its verdict without it; the trigger stays open.
    if (error instanceof HeatsoakError) return none(messageOf(error));
    throw error;
  }
}

const answered = (answer: TriggerAnswer, signal: AbortSignal): Done[] =>
  signal.aborted ? [] : [{ did: 'answer', ...answer }];
