import type { JournalBody, JournalEvent } from '../../experiment/journal-event.ts';
import { nextStep, type Step } from './next-step.ts';
import type { SessionPlan } from './session-plan.ts';
import { newSession, type SessionState, stateAfter, stateOf } from './state.ts';

/** What a session did: its journal, and what reached the phone. */
export interface SimulatedSession {
  readonly events: readonly JournalEvent[];
  /** Launches that were started on the phone, in order. */
  readonly started: readonly string[];
}

/** Decides what becomes of a step: 0 it is done; 1 a fault ends the session in it; 2 the harness is killed in it. */
export type Fate = (step: Step, index: number) => 0 | 1 | 2;

const MOST_STEPS = 500;

/** Performs a session by its journal alone, from the end of `before` on, until it ends or `fate` ends it. */
export function simulateSession(
  plan: SessionPlan,
  before: readonly JournalEvent[] = [],
  fate: Fate = () => 0,
): SimulatedSession {
  const events = [...before];
  let state: SessionState = before.length === 0 ? newSession : stateOf(before);
  const say = (body: JournalBody): void => {
    const event = { v: 1, seq: events.length, t: events.length, ...body } as JournalEvent;
    events.push(event);
    state = stateAfter(state, event);
  };
  say(session('started'));
  for (let index = 0; index < MOST_STEPS; index++) {
    const step = nextStep(state, plan);
    const end = step.kind === 'finish' ? 0 : fate(step, index);
    for (const body of eventsOf(step, end)) say(body);
    if (step.kind === 'finish' || end !== 0)
      return { events, started: startedIn(events.slice(before.length)) };
  }
  throw new Error(`the session does not end: ${JSON.stringify(nextStep(state, plan)).slice(0, 200)}`);
}

const startedIn = (events: readonly JournalEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === 'harness.launch' && event.outcome === 'started' ? [event.launch] : [],
  );

/** What a step is killed or fails in has begun; its last event is its outcome. */
function eventsOf(step: Step, end: ReturnType<Fate>): JournalBody[] {
  if (step.kind === 'finish') return [session('finished')];
  const bodies = bodiesOf(step);
  if (end === 0) return bodies;
  return [...bodies.slice(0, -1), ...(end === 1 ? faultsOf(step) : [])];
}

const session = (outcome: 'started' | 'finished' | 'lost'): JournalBody => ({
  type: 'harness.session',
  device: 'phone',
  outcome,
  wallClock: '2026-01-01T00:00:00.000Z',
  message: null,
});

const launched = (launch: string, outcome: 'started' | 'finished' | 'interrupted'): JournalBody => ({
  type: 'harness.launch',
  launch,
  outcome,
  message: null,
});

function bodiesOf(step: Exclude<Step, { kind: 'finish' }>): JournalBody[] {
  const { id, suite, block, position } = step.launch;
  const deployed = (artefact: 'app' | 'model'): JournalBody => ({
    type: 'harness.deploy',
    build: 'x',
    launch: id,
    artefact,
    sha256: '0'.repeat(64),
    sizeBytes: 1,
    durationMs: 1,
    outcome: 'done',
  });
  switch (step.kind) {
    case 'deploy':
      return [deployed('app'), deployed('model')];
    case 'cool-down':
      return [gateOf(id)];
    case 'measure':
      return [launched(id, 'started'), launched(id, 'finished')];
    case 'recover':
      return [launched(id, id.endsWith('1') ? 'interrupted' : 'finished')];
    case 'repeat':
      return [launched(id, 'interrupted')];
    case 'collect':
      return [launched(id, 'finished')];
    case 'check':
      return [
        {
          type: 'harness.fail-fast',
          launch: id,
          ...(id === 'b1-p2'
            ? { decision: 'stop', reason: 'it crashes', skipped: ['b1-p3', 'soak-0'] }
            : { decision: 'go-on', reason: null, skipped: [] }),
        },
      ];
    case 'analyse':
      return [
        {
          type: 'harness.stopping',
          suite,
          blocks: block + (position === 1 ? 0.5 : 1),
          mostBlocks: 9,
          decision: block >= 2 ? 'stop' : 'go-on',
        },
      ];
  }
}

const gateOf = (launch: string): JournalBody => ({
  type: 'cooldown',
  launch,
  reason: '',
  waitedMs: 0,
  limitMs: 1,
  outcome: 'reached',
  thermalState: 'nominal',
  batteryCelsius: 30,
});

/** A fault in a launch ends it on the phone; every other one leaves the launch to be done. */
function faultsOf(step: Exclude<Step, { kind: 'finish' }>): JournalBody[] {
  const lost: JournalBody[] = [{ type: 'fault', code: 'X', message: 'x', trial: null }, session('lost')];
  return step.kind === 'measure' ? [launched(step.launch.id, 'interrupted'), ...lost] : lost;
}
