import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventOf, EventType } from '../../harness/protocol/event.ts';
import { readLog } from '../../harness/protocol/read-log.ts';
import { countInstructions } from './callgrind.ts';
import { agentCommand, bareCommand, type Contenders, type Work } from './overhead-launch.ts';
import type { CountedPair } from './overhead-per-token.ts';

/** What the agent calls for each sample of the memory. */
const SAMPLE = 'heatsoak_read_memory';

/** Both at once, each on a core of its own. @param folder a new one @throws Error where one of them generated other ids */
export async function countPair(contenders: Contenders, work: Work, folder: string): Promise<CountedPair> {
  const command = await agentCommand(contenders, work, folder);
  const [agent, bare] = await Promise.all([
    countInstructions(command, SAMPLE, join(folder, 'agent')),
    countInstructions(bareCommand(contenders, work), SAMPLE, join(folder, 'bare')),
  ]);
  const { ids } = JSON.parse(bare.stdout) as { readonly ids: readonly number[] };
  // The warm-up comes before it.
  const measured = (await eventsOf(folder, 'tokens')).at(-1)?.ids ?? [];
  if (ids.length !== work.tokens || ids.join() !== measured.join())
    throw new Error('the agent and the bare loop generated different ids: they did not do the same work');
  return { tokens: work.tokens, agent, bare };
}

/** Events of one type in the log of the agent's launch. */
export async function eventsOf<T extends EventType>(folder: string, type: T): Promise<EventOf<T>[]> {
  const { events } = readLog(await readFile(join(folder, 'events.jsonl'), 'utf8'));
  return events.filter((event): event is EventOf<T> => event.type === type);
}
