import type { EventBody } from '../protocol/event.ts';
import type { PlanFile } from '../protocol/plan-file.ts';
import type { AgentPorts } from './ports.ts';

const AGENT = 'heatsoak-ts 1';

/** The first line of a log: who measures, and for which launch. */
export const agentStarted = (
  { clock, sensors }: Pick<AgentPorts, 'clock' | 'sensors'>,
  { launch, run }: Pick<PlanFile, 'launch' | 'run'>,
): EventBody<'agent.started'> => ({
  type: 'agent.started',
  agent: AGENT,
  launch,
  ...(run === undefined ? {} : { run }),
  wallClock: clock.wallClock(),
  clock: { name: clock.name, resolutionUs: clock.resolutionUs },
  ...sensors.identity(),
});
