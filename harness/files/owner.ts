import { hostname } from 'node:os';
import { z } from 'zod';
import { hostId } from './host-id.ts';
import { isProcessAlive } from './process-alive.ts';
import { processStart } from './process-start.ts';

/** The process that something belongs to: a lease, a scratch folder. */
export const owner = z.object({
  pid: z.int().positive(),
  /** For people: a host may get another name while its processes run. */
  host: z.string(),
  /** Identifies the host; absent in files of early versions, null where a host has none. */
  hostId: z.string().nullish(),
  /** When the process began: numbers of processes are used again. Null where that is unknown. */
  started: z.string().nullish(),
});
export type Owner = z.infer<typeof owner>;

/** This process. */
export const thisProcess = (): Owner => ({
  pid: process.pid,
  host: hostname(),
  hostId: hostId(),
  started: processStart(process.pid),
});

/** Whether the process may be there still. One on another host cannot be asked, so it counts as alive. */
export function isAlive(holder: Owner): boolean {
  if (!isHere(holder)) return true;
  if (!isProcessAlive(holder.pid)) return false;
  const started = processStart(holder.pid);
  return started === null || !holder.started || started === holder.started;
}

/** By the host's id, whatever the host is called now; by its name where the holder, or this host, has no id. */
function isHere(holder: Owner): boolean {
  const here = hostId();
  return holder.hostId && here !== null ? holder.hostId === here : holder.host === hostname();
}
