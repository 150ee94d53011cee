import { messageOf } from '../protocol/error.ts';
import { type EventBody, PROTOCOL_VERSION } from '../protocol/event.ts';
import type { AgentStatus, EngineSettings, PlanFile, PlanStep } from '../protocol/plan-file.ts';
import { type EventWriter, eventWriter } from './event-writer.ts';
import type { LaunchFolder } from './launch-folder.ts';
import { type MemorySampler, memorySampler } from './memory-sampler.ts';
import type { AgentPorts, LoadedModel } from './ports.ts';
import { runTrial } from './run-trial.ts';
import { TrialFault } from './trial-fault.ts';

const AGENT = 'heatsoak-ts 1';
/** Tokens of the warm-up's prompt and generation: enough to touch every weight in both phases. */
const WARM_UP = { prompt: 32, generate: 8 };

interface Launch {
  readonly plan: PlanFile;
  readonly folder: LaunchFolder;
  readonly ports: AgentPorts;
  readonly events: EventWriter;
  readonly sampler: MemorySampler;
  trial: number;
  /** Trials in a row that failed and let the launch go on. */
  failures: number;
}

/** A server that fails so often in a row is gone, and the rest of the plan would only wait for it. */
const MOST_FAILURES = 3;

/**
 * One launch of the agent: load, warm up, every step of the plan, the end.
 * A failure is a fault event and a `failed` status; the lines of all finished trials are on disk by then.
 * @returns whether the launch finished
 */
export async function runLaunch(
  plan: PlanFile,
  modelPath: string,
  folder: LaunchFolder,
  ports: AgentPorts,
): Promise<boolean> {
  const events = eventWriter(ports.clock, (lines) => folder.append(lines));
  const launch: Launch = {
    plan,
    folder,
    ports,
    events,
    sampler: memorySampler(ports, plan.memoryIntervalMs),
    trial: 0,
    failures: 0,
  };
  try {
    await start(launch);
    const model = await load(launch, modelPath);
    await runSteps(launch, model);
    await model.close();
    events.add(environment(ports, 'end'));
    events.add({ type: 'agent.finished', events: events.count + 1 });
    await events.flush();
    await folder.writeStatus(status(launch, 'finished'));
    return true;
  } catch (error) {
    launch.sampler.drain(events);
    events.add({ type: 'fault', code: codeOf(error), message: messageOf(error), trial: launch.trial });
    await events.flush();
    await folder.writeStatus(status(launch, 'failed'));
    return false;
  } finally {
    launch.sampler.stop();
  }
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? 'AGENT_FAILED';

async function start(launch: Launch): Promise<void> {
  const { ports, events, folder } = launch;
  const { clock, sensors } = ports;
  events.add({
    type: 'agent.started',
    agent: AGENT,
    wallClock: clock.wallClock(),
    clock: { name: clock.name, resolutionUs: clock.resolutionUs },
    ...sensors.identity(),
  });
  events.add(environment(ports, 'start'));
  await events.flush();
  await folder.writeStatus(status(launch, 'loading'));
}

async function load(launch: Launch, modelPath: string): Promise<LoadedModel> {
  const { plan, ports, events, sampler } = launch;
  const footprintBeforeBytes = ports.sensors.memory().footprintBytes;
  const startedAt = ports.clock.nowUs();
  const model = await ports.engine.load(modelPath, plan.engine);
  const loadUs = ports.clock.nowUs() - startedAt;
  events.add({
    type: 'model.loaded',
    sha256: plan.model.sha256,
    engine: ports.engine.name,
    engineVersion: ports.engine.version,
    backend: model.backend,
    backendRequested: plan.engine.backend,
    settings: saidSettings(plan.engine),
    cold: false,
    loadUs,
    footprintBeforeBytes,
    footprintAfterBytes: ports.sensors.memory().footprintBytes,
  });
  sampler.drain(events);
  await events.flush();
  return model;
}

/** Settings that were given; the name of a key's variable is one, the key is not. */
function saidSettings(settings: EngineSettings): EventBody<'model.loaded'>['settings'] {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function runSteps(launch: Launch, model: LoadedModel): Promise<void> {
  const warmUp: PlanStep = {
    case: 'warm-up',
    prompt: { kind: 'synthetic', tokens: WARM_UP.prompt, seed: 0 },
    generateTokens: WARM_UP.generate,
    repetitions: 1,
    forSeconds: null,
    scored: false,
  };
  for (const step of [warmUp, ...launch.plan.steps]) {
    const until = step.forSeconds === null ? null : launch.ports.clock.nowUs() + step.forSeconds * 1e6;
    for (let repetition = 0; ; repetition++) {
      const more = until === null ? repetition < step.repetitions : launch.ports.clock.nowUs() < until;
      if (!more) break;
      await oneTrial(launch, model, step, repetition);
    }
  }
}

async function oneTrial(
  launch: Launch,
  model: LoadedModel,
  step: PlanStep,
  repetition: number,
): Promise<void> {
  const { ports, events, sampler, plan } = launch;
  const seed = plan.seed + repetition;
  try {
    await runTrial({ ports, model, events, sampler }, { trial: launch.trial, step, repetition, seed });
    launch.failures = 0;
  } catch (error) {
    launch.failures += 1;
    if (!(error instanceof TrialFault) || launch.failures >= MOST_FAILURES) throw error;
    events.add({ type: 'fault', code: error.code, message: error.message, trial: launch.trial });
  }
  launch.trial += 1;
  await events.flush();
  await launch.folder.writeStatus(status(launch, 'running'));
}

function environment(ports: AgentPorts, at: 'start' | 'end'): EventBody<'environment'> {
  return { type: 'environment', at, ...ports.sensors.environment() };
}

function status(launch: Launch, state: AgentStatus['state']): AgentStatus {
  return {
    v: PROTOCOL_VERSION,
    state,
    launch: launch.plan.launch,
    trial: launch.trial,
    trials: null,
    heartbeatUs: launch.ports.clock.nowUs(),
  };
}
