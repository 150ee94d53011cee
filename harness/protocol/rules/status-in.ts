import { type AgentStatus, agentStatus } from '../plan-file.ts';
import { jsonIn } from './checked-launch.ts';

/** What a `status.json` says; null where there is none, or none of this protocol. */
export function statusIn(text: string | null): AgentStatus | null {
  const status = agentStatus.safeParse(text === null ? undefined : jsonIn(text));
  return status.success ? status.data : null;
}
