import { type EventBody, MEMORY_WARNING, type ThermalState } from '../protocol/event.ts';
import type { MemorySample } from '../protocol/memory-sample.ts';
import { ThinnedMemory } from '../protocol/memory-samples.ts';
import type { EventWriter } from './event-writer.ts';
import type { AgentPorts, EnvironmentReading, MemoryReading } from './ports.ts';

/** The trial that runs now, or ran last. */
export interface RunningTrial {
  readonly number: number;
  /** Before its window opened, µs. */
  readonly startUs: number;
}

/** Samples memory and watches the environment; cheap enough for a measured window: a few numbers pushed. */
export interface MemorySampler {
  /** Hands the samples since the last call to the log. @param trial the one that runs, or ran last; null before the first */
  drain(events: EventWriter, trial: RunningTrial | null): void;
  /**
   * Hands over all but the memory: scores and an unload are no part of what is measured, and heat, changes and warnings in them still
   * say how the phone was.
   */
  tell(events: EventWriter, trial: RunningTrial | null): void;
  stop(): void;
}

/** Samples every `intervalMs` of the clock until it is stopped. Below a millisecond it would be a load of its own. */
export function memorySampler(ports: AgentPorts, intervalMs: number): MemorySampler {
  const everyMs = Math.max(1, intervalMs);
  const samples = new Samples(ports, everyMs);
  samples.tick();
  const timer = ports.clock.every(everyMs, () => samples.tick());
  return {
    drain: (events, trial) => samples.drain(events, trial),
    tell: (events, trial) => samples.tell(events, trial),
    stop: () => timer.stop(),
  };
}

/** A reading and when it was taken. */
interface Seen<T> {
  readonly reading: T;
  readonly tUs: number;
}

/** What was read since the last drain. */
class Samples {
  private readonly ports: AgentPorts;
  private readonly memory: ThinnedMemory;
  private thermal: Seen<ThermalState>[] = [];
  private changes: Seen<EnvironmentReading>[] = [];
  private warnings: Seen<MemoryReading>[] = [];
  private before: EnvironmentReading | null = null;
  /** Memory warnings so far; those from before are no part of this launch. */
  private warned: number;

  constructor(ports: AgentPorts, everyMs: number) {
    this.ports = ports;
    this.memory = new ThinnedMemory(everyMs * 1000);
    this.warned = ports.sensors.memoryWarnings?.() ?? 0;
  }

  tick(): void {
    this.memory.add(this.read());
  }

  /** Memory now; on the way what else has changed. */
  private read(): MemorySample {
    const { clock, sensors } = this.ports;
    const tUs = clock.nowUs();
    const memory = sensors.memory();
    const warned = sensors.memoryWarnings?.() ?? 0;
    for (; this.warned < warned; this.warned++) this.warnings.push({ reading: memory, tUs });
    const reading = sensors.environment();
    const state = reading.thermalState;
    if (state !== null && state !== this.before?.thermalState) this.thermal.push({ reading: state, tUs });
    if (this.before !== null && isChanged(this.before, reading)) this.changes.push({ reading, tUs });
    this.before = reading;
    return { tUs, ...memory };
  }

  drain(events: EventWriter, trial: RunningTrial | null): void {
    const memory = this.memory.finish(this.read());
    this.hand(events, trial);
    events.add({ type: 'memory', ...memory, kernelPeakBytes: this.ports.sensors.peakFootprintBytes() });
  }

  tell(events: EventWriter, trial: RunningTrial | null): void {
    this.read();
    this.hand(events, trial);
  }

  private hand(events: EventWriter, trial: RunningTrial | null): void {
    for (const { reading: state, tUs } of this.thermal) events.add({ type: 'thermal', state }, tUs);
    for (const { reading, tUs } of this.changes)
      events.add({ type: 'environment', at: 'change', ...reading }, tUs);
    for (const warning of this.warnings) events.add(faultOf(warning, trial), warning.tUs);
    this.thermal = [];
    this.changes = [];
    this.warnings = [];
  }
}

/** What fell between two trials is in neither. */
function faultOf(
  { reading: { availableBytes }, tUs }: Seen<MemoryReading>,
  trial: RunningTrial | null,
): EventBody<'fault'> {
  return {
    type: 'fault',
    code: MEMORY_WARNING,
    message: `memory runs low${availableBytes === null ? '' : `; ${availableBytes} bytes were left`}`,
    trial: trial !== null && tUs >= trial.startUs ? trial.number : null,
  };
}

/** What must stay as it was during a launch; heat has an event of its own, free space and load move all the time. */
const steady = ['lowPowerMode', 'charging', 'brightness', 'foreground', 'network'] as const;

const isChanged = (before: EnvironmentReading, now: EnvironmentReading): boolean =>
  steady.some((fact) => before[fact] !== now[fact]) || wholePercent(before) !== wholePercent(now);

const wholePercent = ({ batteryPercent }: EnvironmentReading): number | null =>
  batteryPercent === null ? null : Math.floor(batteryPercent);
