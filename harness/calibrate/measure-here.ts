import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startReferenceAgent } from '../agent/hosts/start-agent.ts';
import { codeNamed, codes, type ErrorCode } from '../errors/codes.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { scratchFolder } from '../files/scratch-folder.ts';
import type { Event } from '../protocol/event.ts';
import type { PlanFile } from '../protocol/plan-file.ts';
import { readLog } from '../protocol/read-log.ts';

/** Loading, warming up and hashing a model of many gigabytes from a slow disk. */
const LEAST_LIMIT_SECONDS = 900;
/** A busy host of two cores reads or writes a token of the largest models in less. */
const SECONDS_PER_TOKEN = 5;

/**
 * One launch of the agent on this host, in a process of its own; its log.
 * @param limitSeconds longest that it may take; default: what a very slow host would need
 * @throws HeatsoakError `REFERENCE_FAILED` with the agent's own words when it did not finish; the reason of the signal
 */
export async function measureHere(
  plan: PlanFile,
  signal?: AbortSignal,
  limitSeconds = LEAST_LIMIT_SECONDS + workSeconds(plan.steps),
): Promise<readonly Event[]> {
  const scratch = await scratchFolder('reference');
  const folder = scratch.path;
  try {
    await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
    signal?.throwIfAborted();
    const agent = startReferenceAgent(join(folder, 'plan.json'), limitSeconds * 1000);
    signal?.addEventListener('abort', agent.kill, { once: true });
    const { code, lastWords, isLate } = await agent.finished;
    signal?.removeEventListener('abort', agent.kill);
    signal?.throwIfAborted();
    const log = readLog(await readFile(join(folder, 'events.jsonl'), 'utf8').catch(() => ''));
    if (isLate) throw failed(plan, [], `it was stopped after ${limitSeconds} s`);
    if (code !== 0) throw failed(plan, log.events, lastWords);
    return log.events;
  } finally {
    await scratch.remove();
  }
}

/** A conversation is read turn by turn, each once. */
function readTokens(prompt: PlanFile['steps'][number]['prompt']): number {
  if (prompt.kind === 'synthetic') return prompt.tokens;
  if (prompt.kind === 'chat') return (prompt.rendered ?? prompt.text).length;
  return prompt.turns.reduce((sum, { text }) => sum + text.length, 0);
}

/** How long the steps may take, s. A character of a question is counted as a token, which none exceeds by much. */
function workSeconds(steps: PlanFile['steps']): number {
  const each = steps.map(({ prompt, bench, generateTokens, repetitions, forSeconds, recovery }) => {
    const read = readTokens(prompt);
    const tokens = bench
      ? bench.depthTokens + bench.promptTokens + bench.generateTokens
      : read + generateTokens;
    const soak = (forSeconds ?? 0) + (recovery?.limitSeconds ?? 0);
    return 2 * soak + repetitions * tokens * SECONDS_PER_TOKEN;
  });
  return each.reduce((sum, seconds) => sum + seconds, 0);
}

function failed(plan: PlanFile, events: readonly Event[], lastWords: string): HeatsoakError {
  const fault = events.find((event) => event.type === 'fault');
  const why = fault?.type === 'fault' ? fault.message : lastWords;
  return new HeatsoakError('REFERENCE_FAILED', `the model could not be measured: ${why}`, {
    where: plan.model.path,
    hint: hintOf(plan, fault?.type === 'fault' ? fault.code : ''),
  });
}

/** What to do about a fault of the agent, by its code; one without a code of ours is most likely the file's. */
function hintOf({ engine }: PlanFile, code: string): string {
  if (code === 'PROMPT_TOO_LONG' && engine.name === 'onnxruntime')
    return 'the graph was converted for a shorter context: convert the model again with a larger --ctx, or take a suite with shorter cases';
  if (Object.hasOwn(codes, code)) return codeNamed(code as ErrorCode).remedy;
  return `check that it is a model that ${engine.name} loads: heatsoak model inspect says whether it is whole`;
}
