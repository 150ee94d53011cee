import type { EngineCounters } from '../protocol/engine-counters.ts';
import type { EventBody } from '../protocol/event.ts';
import { type PlanStep, renderedText } from '../protocol/plan-file.ts';
import { TokenTimes } from '../protocol/token-times.ts';
import type { EventWriter } from './event-writer.ts';
import { measureBench } from './measure-bench.ts';
import { type Measured, measureTrial, type Window } from './measure-trial.ts';
import type { MemorySampler, RunningTrial } from './memory-sampler.ts';
import type { AgentPorts, LoadedModel } from './ports.ts';

interface Trial extends Measured {
  readonly trial: number;
}

/** What trials are run with. */
export interface TrialContext {
  readonly ports: AgentPorts;
  readonly model: LoadedModel;
  readonly events: EventWriter;
  readonly sampler: MemorySampler;
  readonly running: RunningTrial;
  /** Ids that the backend computes at once. */
  readonly ubatchTokens: number;
}

/**
 * One trial: empties the cache, but for a conversation that goes on, measures, and hands the lines to the log after the window has closed.
 * @throws what the engine throws, after the window was closed
 */
export async function runTrial(bench: TrialContext, trial: Trial): Promise<TokenTimes> {
  const { ports, model, events, sampler, running } = bench;
  if (trial.conversation === undefined || trial.repetition === 0) await model.clear();
  ports.windows.opened(trial.trial);
  let window: Window;
  try {
    window = await (trial.step.bench ? measureRow(bench, trial) : measureTrial(ports, model, trial));
  } finally {
    ports.windows.closed(trial.trial);
  }
  const { step, repetition } = trial;
  const identity = { trial: trial.trial, case: step.case, repetition, scored: step.scored };
  const { promptTokens, generatedTokens, t0, deltasUs, ids, bundled, cachedTokens } = window;
  const plannedTokens = step.bench?.generateTokens ?? step.generateTokens;
  const mark = step.bench ? { bench: step.bench } : {};
  const read = repetition === 0 ? textRead(step, window) : {};
  events.add({ type: 'trial.started', ...identity, promptTokens, plannedTokens, ...read, ...mark }, t0);
  events.add({ type: 'tokens', trial: trial.trial, t0, deltasUs, ...(ids ? { ids } : {}), bundled }, t0);
  sampler.drain(events, running);
  events.add({
    type: 'trial.finished',
    ...identity,
    promptTokens,
    cachedTokens,
    generatedTokens,
    finishReason: window.finishReason,
    engineStats: withCpu(await model.stats(), window.cpuUs),
  });
  return new TokenTimes(window);
}

/** What the first trial of a case read, where that is a text. */
function textRead({ prompt }: PlanStep, { promptIds }: Window): Pick<EventBody<'trial.started'>, 'prompt'> {
  const text = renderedText(prompt);
  return text === null || promptIds === null ? {} : { prompt: { text, ids: [...promptIds] } };
}

function withCpu(stats: EngineCounters | null, cpuUs: number | null): EngineCounters | null {
  return cpuUs === null ? stats : { ...stats, cpuUs };
}

/** A row of llama-bench. The depth is in the cache on purpose, and counts as such. */
async function measureRow(
  { ports, model, ubatchTokens }: TrialContext,
  { step, seed }: Trial,
): Promise<Window> {
  const shape = step.bench ?? { promptTokens: 0, generateTokens: 0, depthTokens: 0, batchTokens: 1 };
  const window = await measureBench({
    model,
    clock: ports.clock,
    cpuUs: ports.sensors.cpuUs,
    shape,
    ubatchTokens,
    seed: seed + (step.prompt.kind === 'synthetic' ? step.prompt.seed : 0),
  });
  return {
    ...window,
    generatedTokens: shape.generateTokens,
    finishReason: 'length',
    promptTokens: shape.depthTokens + shape.promptTokens,
    promptIds: null,
    bundled: shape.promptTokens > 1,
    cachedTokens: shape.depthTokens,
  };
}
