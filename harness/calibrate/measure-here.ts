import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startReferenceAgent } from '../agent/hosts/start-agent.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { scratchFolder } from '../files/scratch-folder.ts';
import type { Event } from '../protocol/event.ts';
import type { PlanFile } from '../protocol/plan-file.ts';
import { readLog } from '../protocol/read-log.ts';

/**
 * One launch of the agent on this host, in a process of its own; its log.
 * @throws HeatsoakError `REFERENCE_FAILED` with the agent's own words when it did not finish; the reason of the signal
 */
export async function measureHere(plan: PlanFile, signal?: AbortSignal): Promise<readonly Event[]> {
  const scratch = await scratchFolder('reference');
  const folder = scratch.path;
  try {
    await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
    signal?.throwIfAborted();
    const agent = startReferenceAgent(join(folder, 'plan.json'));
    signal?.addEventListener('abort', agent.kill, { once: true });
    const { code, lastWords } = await agent.finished;
    signal?.removeEventListener('abort', agent.kill);
    signal?.throwIfAborted();
    const log = readLog(await readFile(join(folder, 'events.jsonl'), 'utf8').catch(() => ''));
    if (code !== 0) throw failed(plan, log.events, lastWords);
    return log.events;
  } finally {
    await scratch.remove();
  }
}

function failed(plan: PlanFile, events: readonly Event[], lastWords: string): HeatsoakError {
  const fault = events.find((event) => event.type === 'fault');
  const why = fault?.type === 'fault' ? fault.message : lastWords;
  return new HeatsoakError('REFERENCE_FAILED', `the model could not be measured: ${why}`, {
    where: plan.model.path,
    hint: 'check that it is a GGUF file that llama.cpp loads',
  });
}
