import type { PlanStep } from '../protocol/plan-file.ts';
import type { EventWriter } from './event-writer.ts';
import type { MemorySampler } from './memory-sampler.ts';
import type { AgentPorts, LoadedModel } from './ports.ts';
import { promptIds } from './prompt-ids.ts';

interface Trial {
  readonly trial: number;
  readonly step: PlanStep;
  readonly repetition: number;
  readonly seed: number;
}

/** What trials are run with. */
export interface Bench {
  readonly ports: AgentPorts;
  readonly model: LoadedModel;
  readonly events: EventWriter;
  readonly sampler: MemorySampler;
}

/** When a trial began and how long each of its tokens took. */
export type TrialTimes = Pick<Window, 't0' | 'deltasUs'>;

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
export async function runTrial(bench: Bench, trial: Trial): Promise<TrialTimes> {
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
  events.add(
    { type: 'tokens', trial: trial.trial, t0, deltasUs, ids, bundled: model.bundled?.() ?? false },
    t0,
  );
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
  return { t0, deltasUs };
}

async function measure(ports: AgentPorts, model: LoadedModel, { step, seed }: Trial): Promise<Window> {
  const { clock } = ports;
  const deltasUs: number[] = [];
  const ids: number[] = [];
  // Making up ids is no work of the phone's; tokenizing a text is, and belongs into the window.
  const synthetic = step.prompt.kind === 'synthetic' ? promptIds(step.prompt, seed, model) : null;
  const t0 = clock.nowUs();
  const prompt = synthetic ?? promptIds(step.prompt, seed, model);
  let last = t0;
  for await (const id of model.generate(prompt, step.generateTokens)) {
    const now = clock.nowUs();
    deltasUs.push(now - last);
    ids.push(id);
    last = now;
  }
  return { promptTokens: prompt.length, t0, deltasUs, ids };
}
