import type { PlanStep } from '../protocol/plan-file.ts';
import type { AgentPorts, LoadedModel } from './ports.ts';
import { syntheticPrompt } from './synthetic-prompt.ts';

/** Token times of one generation: t0 before tokenisation, one stamp a token, nothing else in between. */
export interface Window {
  readonly promptTokens: number;
  readonly generatedTokens: number;
  readonly cachedTokens: number;
  readonly finishReason: 'length' | 'stop';
  readonly t0: number;
  /** One a token; one a chunk of text when ids are unknown. */
  readonly deltasUs: number[];
  /** Null when the engine tells text only. */
  readonly ids: number[] | null;
}

export interface Measured {
  readonly step: PlanStep;
  readonly seed: number;
}

/** Generates once and stamps what comes. */
export function measureTrial(ports: AgentPorts, model: LoadedModel, trial: Measured): Promise<Window> {
  return model.streamText ? measureText(ports, model.streamText, trial) : measureIds(ports, model, trial);
}

async function measureIds(
  { clock }: AgentPorts,
  model: LoadedModel,
  { step, seed }: Measured,
): Promise<Window> {
  const deltasUs: number[] = [];
  const ids: number[] = [];
  const synthetic = step.prompt.kind === 'synthetic' ? syntheticIds(step.prompt, seed, model) : null;
  const t0 = clock.nowUs();
  const prompt = synthetic ?? model.tokenizeChat(step.prompt.kind === 'chat' ? step.prompt.text : '');
  let last = t0;
  for await (const id of model.generate(prompt, step.generateTokens)) {
    const now = clock.nowUs();
    deltasUs.push(now - last);
    ids.push(id);
    last = now;
  }
  return {
    promptTokens: prompt.length,
    generatedTokens: ids.length,
    cachedTokens: model.cachedTokens(),
    finishReason: ids.length === step.generateTokens ? 'length' : 'stop',
    t0,
    deltasUs,
    ids,
  };
}

async function measureText(
  { clock }: AgentPorts,
  streamText: NonNullable<LoadedModel['streamText']>,
  { step, seed }: Measured,
): Promise<Window> {
  const deltasUs: number[] = [];
  const t0 = clock.nowUs();
  let last = t0;
  const stream = streamText(step.prompt, seed, step.generateTokens);
  for (;;) {
    const { value, done } = await stream.next();
    if (done) return { ...value, t0, deltasUs, ids: null };
    const now = clock.nowUs();
    deltasUs.push(now - last);
    last = now;
  }
}

function syntheticIds(prompt: { tokens: number; seed: number }, seed: number, model: LoadedModel): number[] {
  return syntheticPrompt(prompt.tokens, prompt.seed + seed, model.vocabularySize);
}
