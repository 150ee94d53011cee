import type { PlanStep } from '../protocol/plan-file.ts';
import type { EventWriter } from './event-writer.ts';
import type { MemorySampler } from './memory-sampler.ts';
import type { AgentPorts, LoadedModel } from './ports.ts';
import { syntheticPrompt } from './synthetic-prompt.ts';

interface Trial {
  readonly trial: number;
  readonly step: PlanStep;
  readonly repetition: number;
  readonly seed: number;
}

interface Bench {
  readonly ports: AgentPorts;
  readonly model: LoadedModel;
  readonly events: EventWriter;
  readonly sampler: MemorySampler;
}

/** Token times of one generation: t0 before tokenisation, one stamp a token, nothing else in between. */
interface Window {
  readonly promptTokens: number;
  readonly t0: number;
  readonly deltasUs: number[];
  readonly ids: number[];
}

/**
 * One trial: empties the cache, measures, and hands the lines to the log after the window has closed.
 * @throws what the engine throws, after the window was closed
 */
export async function runTrial(bench: Bench, trial: Trial): Promise<void> {
  const { ports, model, events, sampler } = bench;
  await model.clear();
  ports.windows.opened(trial.trial);
  let window: Window;
  try {
    window = await measure(ports, model, trial);
  } finally {
    ports.windows.closed(trial.trial);
  }
  const { step, repetition } = trial;
  const identity = { trial: trial.trial, case: step.case, repetition, scored: step.scored };
  const { promptTokens, t0, deltasUs, ids } = window;
  events.add({ type: 'trial.started', ...identity, promptTokens, plannedTokens: step.generateTokens }, t0);
  events.add({ type: 'tokens', trial: trial.trial, t0, deltasUs, ids, bundled: false }, t0);
  sampler.drain(events);
  events.add({
    type: 'trial.finished',
    ...identity,
    promptTokens,
    cachedTokens: model.cachedTokens(),
    generatedTokens: ids.length,
    finishReason: ids.length === step.generateTokens ? 'length' : 'stop',
    engineStats: await model.stats(),
  });
}

async function measure(ports: AgentPorts, model: LoadedModel, { step, seed }: Trial): Promise<Window> {
  const { clock } = ports;
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
  return { promptTokens: prompt.length, t0, deltasUs, ids };
}

function syntheticIds(prompt: { tokens: number; seed: number }, seed: number, model: LoadedModel): number[] {
  return syntheticPrompt(prompt.tokens, prompt.seed + seed, model.vocabularySize);
}
