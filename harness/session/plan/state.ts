import type { JournalEvent, JournalEventOf } from '../../experiment/journal-event.ts';

/** A launch whose end is in the journal. */
export interface EndedLaunch {
  readonly outcome: 'finished' | 'crashed' | 'timed-out' | 'failed';
  /** How long the agent ran by its own clock, s; null where it is not known. */
  readonly agentSeconds: number | null;
  /** When its agent had ended, by the journal's clock: before it was fetched, where nobody was there to watch. */
  readonly endedUs: number;
  /** False: its log still lies on the phone. */
  readonly collected: boolean;
  /** Tries to fetch that log since the session was opened last. */
  readonly collectionsTried: number;
}

/** Where a session stands: everything that decides what happens next, and all of it from the journal. */
export interface SessionState {
  readonly phase: 'new' | 'open' | 'finished' | 'lost';
  /** How often the session was opened. */
  readonly openings: number;
  /** When it was opened last, by the journal's clock. */
  readonly openedUs: number;
  /** Launches whose builds were put on the phone since the session was opened: others may have used it before. */
  readonly deployed: ReadonlySet<string>;
  /** The launch that its build was installed for, until something runs. */
  readonly freshFor: string | null;
  /** The launch that the cool-down gate was passed for, until something runs. */
  readonly cooledFor: string | null;
  /** The latest launches in a row that the phone was too hot for, since the session was opened. */
  readonly hotLaunches: readonly string[];
  /** The launch that was started and has no end in the journal; `startedUs` is of the journal's clock. */
  readonly underWay: { readonly launch: string; readonly startedUs: number } | null;
  /** Launches with an end, by id. */
  readonly ended: ReadonlyMap<string, EndedLaunch>;
  /** Interim analyses that were made, as `suite/blocks`. */
  readonly analysed: ReadonlySet<string>;
  /** Suites that an interim analysis ended. */
  readonly stopped: ReadonlySet<string>;
  /** Launches that another app lay in front of. */
  readonly displaced: ReadonlySet<string>;
  /** The launch that ended last, until it was asked whether the run fails fast after it. */
  readonly unchecked: string | null;
  /** Launches that are left out because the verdict is settled. */
  readonly skipped: ReadonlySet<string>;
}

/** A session of which nothing is known. */
export const newSession: SessionState = {
  phase: 'new',
  openings: 0,
  openedUs: 0,
  deployed: new Set(),
  freshFor: null,
  cooledFor: null,
  hotLaunches: [],
  underWay: null,
  ended: new Map(),
  analysed: new Set(),
  stopped: new Set(),
  displaced: new Set(),
  unchecked: null,
  skipped: new Set(),
};

/** What a journal adds up to; events of other kinds leave the state as it is. */
export const stateOf = (events: readonly JournalEvent[]): SessionState =>
  events.reduce(stateAfter, newSession);

/** The state after one more event. */
export function stateAfter(state: SessionState, event: JournalEvent): SessionState {
  switch (event.type) {
    case 'harness.session':
      return afterSession(state, event);
    case 'harness.deploy':
      return afterDeploy(state, event);
    case 'cooldown':
      return {
        ...state,
        cooledFor: event.launch,
        hotLaunches: event.outcome === 'timed-out' ? [...state.hotLaunches, event.launch] : [],
      };
    case 'harness.launch':
      return afterLaunch(state, event);
    case 'harness.stopping':
      return afterAnalysis(state, event);
    case 'harness.fail-fast':
      return { ...state, unchecked: null, skipped: new Set([...state.skipped, ...event.skipped]) };
    default:
      return state;
  }
}

function afterSession(state: SessionState, { outcome, t }: JournalEventOf<'harness.session'>): SessionState {
  if (outcome !== 'started') return { ...state, phase: outcome };
  const ended = [...state.ended].map(
    ([id, launch]) => [id, launch.collected ? launch : { ...launch, collectionsTried: 0 }] as const,
  );
  return {
    ...state,
    phase: 'open',
    openings: state.openings + 1,
    openedUs: t,
    deployed: new Set(),
    freshFor: null,
    cooledFor: null,
    hotLaunches: [],
    ended: new Map(ended),
  };
}

/** A build counts as deployed once its model is there, which comes after its app. */
function afterDeploy(state: SessionState, event: JournalEventOf<'harness.deploy'>): SessionState {
  const { launch, artefact, outcome } = event;
  if (outcome === 'removed') return state;
  if (artefact === 'app' || outcome === 'failed' || launch === undefined) return { ...state, freshFor: null };
  return { ...state, freshFor: launch, deployed: new Set(state.deployed).add(launch) };
}

function afterLaunch(state: SessionState, event: JournalEventOf<'harness.launch'>): SessionState {
  const { launch, outcome } = event;
  if (outcome === 'started')
    return { ...state, cooledFor: null, freshFor: null, underWay: { launch, startedUs: event.t } };
  const underWay = state.underWay?.launch === launch ? null : state.underWay;
  if (outcome === 'interrupted') {
    const displaced = event.because === 'behind' ? new Set(state.displaced).add(launch) : state.displaced;
    // One that had its end is taken back: it is measured again.
    const ended = new Map([...state.ended].filter(([id]) => id !== launch));
    return { ...state, cooledFor: null, underWay, displaced, ended };
  }
  const collected = event.collected ?? true;
  const end: EndedLaunch = {
    outcome,
    agentSeconds: event.agentSeconds ?? null,
    endedUs: state.ended.get(launch)?.endedUs ?? endOf(state, event),
    collected,
    collectionsTried: collected ? 0 : (state.ended.get(launch)?.collectionsTried ?? -1) + 1,
  };
  // A log that is fetched later is no new end.
  const unchecked = state.ended.has(launch) ? state.unchecked : launch;
  return { ...state, cooledFor: null, underWay, unchecked, ended: new Map(state.ended).set(launch, end) };
}

function endOf(
  { underWay }: SessionState,
  { launch, t, agentSeconds }: JournalEventOf<'harness.launch'>,
): number {
  return underWay?.launch === launch && agentSeconds != null
    ? Math.min(t, underWay.startedUs + agentSeconds * 1e6)
    : t;
}

function afterAnalysis(
  state: SessionState,
  { suite, blocks, decision }: JournalEventOf<'harness.stopping'>,
): SessionState {
  return {
    ...state,
    analysed: new Set(state.analysed).add(`${suite}/${blocks}`),
    stopped: decision === 'stop' ? new Set(state.stopped).add(suite) : state.stopped,
  };
}
