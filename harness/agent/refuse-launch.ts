import { messageOf } from '../errors/heatsoak-error.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import { agentStarted } from './agent-started.ts';
import { eventWriter } from './event-writer.ts';
import type { LaunchFolder } from './launch-folder.ts';
import type { AgentPorts } from './ports.ts';

/** Leaves a log that says why a launch could not be begun, such as a plan that cannot be read. */
export async function refuseLaunch(
  error: unknown,
  launch: string,
  folder: LaunchFolder,
  ports: Pick<AgentPorts, 'clock' | 'sensors'>,
): Promise<void> {
  const { clock } = ports;
  const events = eventWriter(clock, (lines) => folder.append(lines));
  events.add(agentStarted(ports, { launch }));
  const { code = 'AGENT_FAILED' } = error as { readonly code?: string };
  events.add({ type: 'fault', code, message: messageOf(error), trial: 0 });
  await events.flush();
  const heartbeatUs = clock.nowUs();
  await folder.writeStatus({
    v: PROTOCOL_VERSION,
    state: 'failed',
    launch,
    trial: 0,
    trials: null,
    heartbeatUs,
  });
}
