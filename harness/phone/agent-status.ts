import { isIPv6 } from 'node:net';
import { AGENT_PORT } from './capabilities.ts';
import { tunnelTo } from './tunnel-registry.ts';

/** A phone, and how its WebDriverAgent is reached. */
export interface Asked {
  readonly registryPort: number;
  readonly udid: string;
  /** One that runs by itself; undefined: the driver starts it through the tunnel. */
  readonly webDriverAgentUrl?: string | undefined;
}

/** It answers in milliseconds, also while it does something else. */
const ANSWER_LIMIT_MS = 5000;

/** Whether a phone's WebDriverAgent answers: at its address, or through the tunnel at the port that the driver gives it. */
export async function agentAnswers({ registryPort, udid, webDriverAgentUrl }: Asked): Promise<boolean> {
  try {
    const base = webDriverAgentUrl ?? (await throughTunnel(registryPort, udid));
    const { ok } = await fetch(new URL('/status', base), { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    return ok;
  } catch {
    return false;
  }
}

async function throughTunnel(registryPort: number, udid: string): Promise<string> {
  const entry = await tunnelTo(registryPort, udid);
  if (entry === null) throw new Error('no tunnel');
  const { address } = entry;
  return `http://${isIPv6(address) ? `[${address}]` : address}:${AGENT_PORT}`;
}
