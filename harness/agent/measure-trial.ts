import type { PlanStep, SinglePrompt } from '../protocol/plan-file.ts';
import { must } from '../statistics/must.ts';
import { type Conversation, noConversation } from './conversation.ts';
import type { AgentPorts, Engine, LoadedModel } from './ports.ts';
import { promptIds } from './prompt-ids.ts';

/** Token times of one generation: t0 before tokenisation, one stamp a token, nothing else in between. */
export interface Window {
  readonly promptTokens: number;
  /** Of a text, as it was tokenised; null where ids were made up, or where nobody sees them. */
  readonly promptIds: readonly number[] | null;
  readonly generatedTokens: number;
  /** Null where a server does not report it. */
  readonly cachedTokens: number | null;
  readonly finishReason: 'length' | 'stop' | 'cancelled';
  readonly t0: number;
  /** One a token; one a chunk of text when ids are unknown. */
  readonly deltasUs: number[];
  /** Null when the engine returns text only. */
  readonly ids: number[] | null;
  readonly bundled: boolean;
  /** Processor time of the window, µs: a neighbour on a busy host does not add to it. */
  readonly cpuUs: number | null;
}

/** What is generated; `seed` draws a synthetic prompt's ids. */
export interface Measured {
  readonly step: PlanStep;
  /** Of a conversation: which of its turns. */
  readonly repetition: number;
  readonly seed: number;
  /** What was said before, in a step that is one. */
  readonly conversation?: Conversation | undefined;
}

/** Generates once and stamps what comes. @throws HeatsoakError `CONVERSATION_UNSUPPORTED` */
export async function measureTrial(ports: AgentPorts, model: LoadedModel, trial: Measured): Promise<Window> {
  if (!model.streamText) return measureIds(ports, model, trial);
  const { prompt } = trial.step;
  if (prompt.kind === 'conversation') throw noConversation(ports.engine.name);
  return measureText(ports, model.streamText, prompt, trial);
}

async function measureIds(ports: AgentPorts, model: LoadedModel, trial: Measured): Promise<Window> {
  const { clock, sensors, engine } = ports;
  const { step, seed, conversation } = trial;
  const deltasUs: number[] = [];
  const ids: number[] = [];
  // Making up ids is no work of the phone's; tokenizing a text is, and belongs into the window.
  const synthetic = step.prompt.kind === 'synthetic' ? promptIds(step.prompt, seed, model) : null;
  const cpuBefore = sensors.cpuUs?.();
  const t0 = clock.nowUs();
  const prompt = synthetic ?? (await readIds(engine, model, trial));
  let last = t0;
  for await (const id of model.generate(prompt, step.generateTokens)) {
    const now = clock.nowUs();
    deltasUs.push(now - last);
    ids.push(id);
    last = now;
    if (ports.isCancelled?.()) break;
  }
  const cpuAfter = sensors.cpuUs?.();
  conversation?.answered(ids);
  return {
    promptTokens: prompt.length,
    promptIds: synthetic ? null : prompt,
    generatedTokens: ids.length,
    cachedTokens: model.cachedTokens(),
    finishReason:
      ids.length === step.generateTokens ? 'length' : ports.isCancelled?.() ? 'cancelled' : 'stop',
    t0,
    deltasUs,
    ids,
    bundled: model.bundled?.() ?? false,
    cpuUs: cpuBefore === undefined || cpuAfter === undefined ? null : cpuAfter - cpuBefore,
  };
}

/** Ids of a text; in a conversation of all that was said, whose beginning stays in the cache. */
async function readIds(
  engine: Engine,
  model: LoadedModel,
  { step, seed, repetition, conversation }: Measured,
): Promise<number[]> {
  const { prompt } = step;
  if (prompt.kind !== 'conversation') return promptIds(prompt, seed, model);
  if (!model.reuse) throw noConversation(engine.name);
  const ids = must(conversation, 'a conversation').ask(repetition, model);
  await model.reuse(ids);
  return ids;
}

async function measureText(
  { clock }: AgentPorts,
  streamText: NonNullable<LoadedModel['streamText']>,
  prompt: SinglePrompt,
  { step, seed }: Measured,
): Promise<Window> {
  const deltasUs: number[] = [];
  const t0 = clock.nowUs();
  let last = t0;
  const stream = streamText(prompt, seed, step.generateTokens);
  for (;;) {
    const { value, done } = await stream.next();
    if (done) {
      const bundled = deltasUs.length !== value.generatedTokens;
      // What the agent itself computes says nothing of a server.
      return { ...value, promptIds: null, t0, deltasUs, ids: null, bundled, cpuUs: null };
    }
    const now = clock.nowUs();
    deltasUs.push(now - last);
    last = now;
  }
}
