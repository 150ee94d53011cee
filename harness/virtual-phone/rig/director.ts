import type { Answer } from './agent-gate.ts';
import type { Passage } from './gate.ts';
import {
  BEHIND,
  type FaultKind,
  happensOnce,
  type Moment,
  momentOfRequest,
  type PlannedFault,
  refusals,
} from './planned-fault.ts';

/** Follows a fault script: knows what is wrong with a phone now. */
export interface Director {
  /** Faults that have begun. */
  readonly begun: readonly PlannedFault[];
  /** A moment of the session comes: what is planned for it begins. */
  comes(moment: Moment): void;
  /** What a connection to a service meets, by its catalogue name. */
  passage(service: string): Passage;
  /** Whether the next connection to the file service is cut; asked once for each. */
  cutsFiles(): boolean;
  /** What a request to WebDriverAgent meets; it may begin a moment. */
  answer(request: string): Answer;
  end(): void;
}

/** What a fault does beyond what the gates ask about. */
export interface Stage {
  /** A fault has begun: what is under way is to end. */
  begins(kind: FaultKind): void;
  /** One that lasted is over. */
  ends(kind: FaultKind): void;
}

/** Directs the faults of a phone. */
export function direct(script: readonly PlannedFault[], stage: Stage): Director {
  const times = new Map<Moment, number>();
  const now = new Set<FaultKind>();
  const begun: PlannedFault[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const over = (kind: FaultKind): void => {
    now.delete(kind);
    stage.ends(kind);
  };
  const begin = (fault: PlannedFault): void => {
    begun.push(fault);
    now.add(fault.kind);
    if (fault.lastsMs !== null && !happensOnce(fault.kind))
      timers.add(setTimeout(() => over(fault.kind), fault.lastsMs));
    stage.begins(fault.kind);
  };
  const comes = (moment: Moment): void => {
    const time = (times.get(moment) ?? 0) + 1;
    times.set(moment, time);
    for (const fault of script) if (fault.moment === moment && fault.time === time) begin(fault);
  };
  return {
    begun,
    comes,
    passage: (service) => passageNow(now, service),
    cutsFiles: () => now.delete('files cut'),
    answer(request) {
      const moment = momentOfRequest[request];
      if (moment) comes(moment);
      return answerNow(now, request);
    },
    end() {
      for (const timer of timers) clearTimeout(timer);
      now.clear();
    },
  };
}

/** Of each kind that shuts or silences some services: which. */
const silenced: readonly (readonly [FaultKind, (service: string) => boolean])[] = [
  ['tunnel silent', () => true],
  ['files silent', (service) => service.includes('house_arrest')],
  ['install silent', (service) => /streaming_zip_conduit|installation_proxy/.test(service)],
];

function passageNow(now: ReadonlySet<FaultKind>, service: string): Passage {
  if (now.has('tunnel gone') || now.has('phone restarts')) return 'shut';
  if (now.has('diagnostics gone') && service.includes('diagnostics_relay')) return 'shut';
  return silenced.some(([kind, isMeant]) => now.has(kind) && isMeant(service)) ? 'silent' : 'open';
}

const withoutAgent: readonly FaultKind[] = ['tunnel gone', 'agent gone', 'phone restarts', 'image lost'];

function answerNow(now: Set<FaultKind>, request: string): Answer {
  if (withoutAgent.some((kind) => now.has(kind))) return 'shut';
  if (now.has('tunnel silent') || now.has('agent silent')) return 'silent';
  // A session that was ended is opened anew; until then every command of the old one is refused.
  if (request === 'POST /session') now.delete('session ended');
  if (request === 'GET /status') return 'open';
  if (now.has('session ended')) return refusals['session ended'];
  if (request === 'POST /wda/apps/launch') {
    now.delete('app behind');
    if (now.has('app not trusted')) return refusals['app not trusted'];
  }
  if (request === 'POST /wda/apps/state' && now.has('app behind')) return BEHIND;
  return now.delete('agent refuses once') ? refusals['agent refuses once'] : 'open';
}
