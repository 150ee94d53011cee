import type { ThermalState } from '../protocol/event.ts';
import type { EventWriter } from './event-writer.ts';
import type { AgentPorts } from './ports.ts';

/** Samples memory and watches the thermal state; cheap enough for a measured window: a few numbers pushed. */
export interface MemorySampler {
  /** Hands the samples since the last call to the log. */
  drain(events: EventWriter): void;
  stop(): void;
}

export function memorySampler(ports: AgentPorts, intervalMs: number): MemorySampler {
  let columns = emptyColumns();
  let thermal: { state: ThermalState; tUs: number }[] = [];
  let state: ThermalState | null = null;
  const sample = (): void => {
    const tUs = ports.clock.nowUs();
    const memory = ports.sensors.memory();
    columns.tUs.push(tUs);
    columns.footprintBytes.push(memory.footprintBytes);
    columns.mappedBytes.push(memory.mappedBytes);
    columns.availableBytes.push(memory.availableBytes);
    const now = ports.sensors.environment().thermalState;
    if (now !== null && now !== state) thermal.push({ state: now, tUs });
    state = now;
  };
  sample();
  const timer = ports.clock.every(intervalMs, sample);
  return {
    drain(events) {
      sample();
      for (const change of thermal) events.add({ type: 'thermal', state: change.state }, change.tUs);
      events.add({ type: 'memory', ...columns, kernelPeakBytes: ports.sensors.peakFootprintBytes() });
      columns = emptyColumns();
      thermal = [];
    },
    stop: () => timer.stop(),
  };
}

interface Columns {
  tUs: number[];
  footprintBytes: number[];
  mappedBytes: (number | null)[];
  availableBytes: (number | null)[];
}

const emptyColumns = (): Columns => ({ tUs: [], footprintBytes: [], mappedBytes: [], availableBytes: [] });
