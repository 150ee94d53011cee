import type { PhoneCondition } from '../condition.ts';
import type { VirtualPhone } from '../phone-server.ts';
import { openAgentGate } from './agent-gate.ts';
import { direct } from './director.ts';
import { type OpenGate, openGate, type Passage } from './gate.ts';
import { type FaultKind, momentOfStep, type PlannedFault } from './planned-fault.ts';
import { spoilLogs } from './spoil-logs.ts';

/** A virtual phone whose ways fail as its script says; everything behind the gates is well. */
export interface RiggedPhone extends VirtualPhone {
  /** To be told what the session says it does: moments of the script begin with it. */
  onStep(message: string): void;
  /** Faults that have begun. */
  readonly begun: readonly PlannedFault[];
}

/** What changes at the phone itself. */
const changes: Readonly<Partial<Record<FaultKind, (condition: PhoneCondition) => void>>> = {
  'tunnel gone': (condition) => {
    condition.connectionType = null;
  },
  'phone restarts': (condition) => {
    condition.connectionType = null;
    condition.imageMounted = false;
  },
  'image lost': (condition) => {
    condition.imageMounted = false;
  },
  'profile ended': (condition) => {
    condition.profilesEndAt = new Date(0);
  },
  'battery hot': (condition) => {
    condition.batteryCelsius = 41;
  },
  'battery empty': (condition) => {
    condition.batteryPercent = 12;
  },
  'install refused': (condition) => {
    condition.refusesApps = true;
  },
  'phone full': (condition) => {
    condition.isFull = true;
  },
  'phone locked': (condition) => {
    condition.isLocked = true;
  },
  'alert in front': (condition) => {
    condition.alert = 'Software Update';
  },
};

/** Kinds that pass: what the phone is like again. */
const mends: Readonly<Partial<Record<FaultKind, (condition: PhoneCondition) => void>>> = {
  'tunnel gone': (condition) => {
    condition.connectionType = 'USB';
  },
  'phone restarts': (condition) => {
    condition.connectionType = 'USB';
    condition.imageMounted = true;
  },
  'image lost': (condition) => {
    condition.imageMounted = true;
  },
};

const cutsAll: readonly FaultKind[] = ['tunnel gone', 'phone restarts'];
const cutsAgent: readonly FaultKind[] = [...cutsAll, 'agent gone', 'image lost'];
const restarts: readonly FaultKind[] = ['phone restarts', 'image lost'];

const FILES = 'com.apple.mobile.house_arrest.shim.remote';

/** What of the host fails with the phone's script. */
interface RiggedHost {
  endAppium(): void;
}

/** Puts a gate in front of each service of a phone and of its WebDriverAgent. */
export async function rigPhone(
  phone: VirtualPhone,
  script: readonly PlannedFault[],
  host: RiggedHost = { endAppium: () => undefined },
): Promise<RiggedPhone> {
  const gates = new Map<string, OpenGate>();
  const begins = (kind: FaultKind): void => {
    changes[kind]?.(phone.condition);
    if (kind === 'appium gone') host.endAppium();
    if (restarts.includes(kind)) phone.restart();
    spoilLogs(kind, phone.installedApps());
    if (cutsAgent.includes(kind)) agent.cut();
    // Where no file is under way, the next one is cut as it begins.
    if (kind === 'files cut' && (gates.get(FILES)?.cut() ?? 0) > 0) director.cutsFiles();
    for (const [name, gate] of gates) befall(kind, gate, director.passage(name));
  };
  const ends = (kind: FaultKind): void => mends[kind]?.(phone.condition);
  const director = direct(script, { begins, ends });
  const agentUrl = new URL(phone.webDriverAgentUrl);
  const agent = await openAgentGate(agentUrl, director.answer);
  for (const [name, port] of Object.entries(phone.services)) {
    const passage = (): Passage => (name === FILES && director.cutsFiles() ? 'shut' : director.passage(name));
    gates.set(name, await openGate({ address: phone.address, port }, passage));
  }
  return {
    ...phone,
    webDriverAgentUrl: `http://${agentUrl.hostname}:${agent.port}`,
    services: Object.fromEntries([...gates].map(([name, { port }]) => [name, port])),
    onStep(message) {
      const moment = momentOfStep(message);
      if (moment) director.comes(moment);
    },
    begun: director.begun,
    async close() {
      director.end();
      await Promise.all([agent, ...gates.values()].map((gate) => gate.close()));
      await phone.close();
    },
  };
}

/** What becomes of what is under way through a gate when a fault begins. */
function befall(kind: FaultKind, gate: OpenGate, passage: Passage): void {
  if (cutsAll.includes(kind)) gate.cut();
  else if (passage === 'silent') gate.hush();
}
