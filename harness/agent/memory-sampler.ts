import type { ThermalState } from '../protocol/event.ts';
import type { EventWriter } from './event-writer.ts';
import type { AgentPorts, EnvironmentReading } from './ports.ts';

/** Samples memory and watches the environment; cheap enough for a measured window: a few numbers pushed. */
export interface MemorySampler {
  /** Hands the samples since the last call to the log. */
  drain(events: EventWriter): void;
  stop(): void;
}

/** Samples every `intervalMs` of the clock until it is stopped. */
export function memorySampler(ports: AgentPorts, intervalMs: number): MemorySampler {
  let columns = emptyColumns();
  let thermal: { state: ThermalState; tUs: number }[] = [];
  let changes: { reading: EnvironmentReading; tUs: number }[] = [];
  let before: EnvironmentReading | null = null;
  const sample = (): void => {
    const tUs = ports.clock.nowUs();
    const memory = ports.sensors.memory();
    columns.tUs.push(tUs);
    columns.footprintBytes.push(memory.footprintBytes);
    columns.mappedBytes.push(memory.mappedBytes);
    columns.availableBytes.push(memory.availableBytes);
    const reading = ports.sensors.environment();
    const state = reading.thermalState;
    if (state !== null && state !== before?.thermalState) thermal.push({ state, tUs });
    if (before !== null && disturbed(before, reading)) changes.push({ reading, tUs });
    before = reading;
  };
  sample();
  const timer = ports.clock.every(intervalMs, sample);
  return {
    drain(events) {
      sample();
      for (const change of thermal) events.add({ type: 'thermal', state: change.state }, change.tUs);
      for (const { reading, tUs } of changes)
        events.add({ type: 'environment', at: 'change', ...reading }, tUs);
      events.add({ type: 'memory', ...columns, kernelPeakBytes: ports.sensors.peakFootprintBytes() });
      columns = emptyColumns();
      thermal = [];
      changes = [];
    },
    stop: () => timer.stop(),
  };
}

/** What must stay as it was during a launch; charge and free space move by themselves. */
const steady = ['lowPowerMode', 'charging', 'brightness', 'foreground', 'network'] as const;

const disturbed = (before: EnvironmentReading, now: EnvironmentReading): boolean =>
  steady.some((fact) => before[fact] !== now[fact]);

interface Columns {
  tUs: number[];
  footprintBytes: number[];
  mappedBytes: (number | null)[];
  availableBytes: (number | null)[];
}

const emptyColumns = (): Columns => ({ tUs: [], footprintBytes: [], mappedBytes: [], availableBytes: [] });
