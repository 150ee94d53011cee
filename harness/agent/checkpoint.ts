import type { EventBody, EventOf } from '../protocol/event.ts';
import type { AgentPorts } from './ports.ts';

/** Memory at a named moment. */
export function checkpoint(ports: AgentPorts, at: EventOf<'checkpoint'>['at']): EventBody<'checkpoint'> {
  return { type: 'checkpoint', at, ...ports.sensors.memory() };
}
