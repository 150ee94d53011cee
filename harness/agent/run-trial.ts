import type { PlanStep } from '../protocol/plan-file.ts';
import type { EventWriter } from './event-writer.ts';
import { measureBench } from './measure-bench.ts';
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
  /** Ids that the backend computes at once. */
  readonly ubatchTokens: number;
}

/** Token times of one generation: t0 before tokenisation, one stamp a token, nothing else in between. */
interface Window {
  readonly promptTokens: number;
  readonly t0: number;
  readonly deltasUs: number[];
  readonly ids: number[];
  readonly bundled: boolean;
  readonly cachedTokens: number;
  /** Processor time of the window, µs: a neighbour on a busy host does not add to it. */
  readonly cpuUs: number | null;
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
    window = await (trial.step.bench ? measureRow(bench, trial) : measure(ports, model, trial));
  } finally {
    ports.windows.closed(trial.trial);
  }
  const { step, repetition } = trial;
  const identity = { trial: trial.trial, case: step.case, repetition, scored: step.scored };
  const { promptTokens, t0, deltasUs, ids, bundled, cachedTokens } = window;
  const plannedTokens = step.bench?.generateTokens ?? step.generateTokens;
  const generatedTokens = step.bench?.generateTokens ?? ids.length;
  const mark = step.bench ? { bench: step.bench } : {};
  events.add({ type: 'trial.started', ...identity, promptTokens, plannedTokens, ...mark }, t0);
  events.add({ type: 'tokens', trial: trial.trial, t0, deltasUs, ids, bundled }, t0);
  sampler.drain(events);
  events.add({
    type: 'trial.finished',
    ...identity,
    promptTokens,
    cachedTokens,
    generatedTokens,
    finishReason: generatedTokens === plannedTokens ? 'length' : 'stop',
    engineStats: withCpu(await model.stats(), window.cpuUs),
  });
}

function withCpu(stats: Record<string, number> | null, cpuUs: number | null): Record<string, number> | null {
  return cpuUs === null ? stats : { ...stats, cpuUs };
}

/** A row of llama-bench. The depth is in the cache on purpose, and counts as such. */
async function measureRow({ ports, model, ubatchTokens }: Bench, { step, seed }: Trial): Promise<Window> {
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
    promptTokens: shape.depthTokens + shape.promptTokens,
    bundled: shape.promptTokens > 1,
    cachedTokens: shape.depthTokens,
  };
}

async function measure(ports: AgentPorts, model: LoadedModel, { step, seed }: Trial): Promise<Window> {
  const { clock } = ports;
  const deltasUs: number[] = [];
  const ids: number[] = [];
  const synthetic = step.prompt.kind === 'synthetic' ? syntheticIds(step.prompt, seed, model) : null;
  const cpuBefore = ports.sensors.cpuUs?.();
  const t0 = clock.nowUs();
  const prompt = synthetic ?? model.tokenizeChat(step.prompt.kind === 'chat' ? step.prompt.text : '');
  let last = t0;
  for await (const id of model.generate(prompt, step.generateTokens)) {
    const now = clock.nowUs();
    deltasUs.push(now - last);
    ids.push(id);
    last = now;
  }
  const cpuAfter = ports.sensors.cpuUs?.();
  const cpuUs = cpuBefore === undefined || cpuAfter === undefined ? null : cpuAfter - cpuBefore;
  const cachedTokens = model.cachedTokens();
  return { promptTokens: prompt.length, t0, deltasUs, ids, bundled: false, cachedTokens, cpuUs };
}

function syntheticIds(prompt: { tokens: number; seed: number }, seed: number, model: LoadedModel): number[] {
  return syntheticPrompt(prompt.tokens, prompt.seed + seed, model.vocabularySize);
}
