import type { PlanStep } from '../protocol/plan-file.ts';
import type { EventWriter } from './event-writer.ts';
import { measureTrial, type Window } from './measure-trial.ts';
import type { MemorySampler } from './memory-sampler.ts';
import type { AgentPorts, LoadedModel } from './ports.ts';

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
    window = await measureTrial(ports, model, trial);
  } finally {
    ports.windows.closed(trial.trial);
  }
  const { step, repetition } = trial;
  const identity = { trial: trial.trial, case: step.case, repetition, scored: step.scored };
  const { promptTokens, generatedTokens, t0, deltasUs, ids } = window;
  events.add({ type: 'trial.started', ...identity, promptTokens, plannedTokens: step.generateTokens }, t0);
  const bundled = deltasUs.length !== generatedTokens;
  events.add({ type: 'tokens', trial: trial.trial, t0, deltasUs, ...(ids ? { ids } : {}), bundled }, t0);
  sampler.drain(events);
  events.add({
    type: 'trial.finished',
    ...identity,
    promptTokens,
    cachedTokens: window.cachedTokens,
    generatedTokens,
    finishReason: window.finishReason,
    engineStats: await model.stats(),
  });
}
