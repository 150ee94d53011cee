import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { type EventBody, PROTOCOL_VERSION } from '../protocol/event.ts';
import { isSameMemoryLimit } from '../protocol/memory-limit.ts';
import type { AgentStatus, EngineSettings, PlanFile } from '../protocol/plan-file.ts';
import { plannedTrials } from '../protocol/planned-trials.ts';
import { TokenTimes } from '../protocol/token-times.ts';
import { agentStarted } from './agent-started.ts';
import { checkpoint } from './checkpoint.ts';
import { type EventWriter, eventWriter } from './event-writer.ts';
import type { LaunchFolder } from './launch-folder.ts';
import { type MemorySampler, memorySampler, type RunningTrial } from './memory-sampler.ts';
import type { AgentPorts, LoadedModel } from './ports.ts';
import { runSteps, type TrialRunner } from './run-steps.ts';
import { runTrial } from './run-trial.ts';
import { scoreSteps } from './score-steps.ts';
import { TrialFault } from './trial-fault.ts';

interface Launch {
  readonly plan: PlanFile;
  readonly folder: LaunchFolder;
  readonly ports: AgentPorts;
  readonly events: EventWriter;
  readonly sampler: MemorySampler;
  trial: number;
  /** Null before the first. */
  running: RunningTrial | null;
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
    running: null,
    failures: 0,
  };
  try {
    await start(launch);
    refuseOtherLimit(launch);
    const model = await load(launch, modelPath);
    await refuseOtherModel(launch, modelPath);
    await runSteps(launch, plan, (...trial) => oneTrial(launch, model, ...trial));
    await end(launch, model);
    await folder.writeStatus(status(launch, 'finished'));
    return true;
  } catch (error) {
    launch.sampler.drain(events, launch.running);
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
  events.add(agentStarted(ports, launch.plan));
  events.add(environment(ports, 'start'));
  events.add(checkpoint(ports, 'launch'));
  await events.flush();
  await folder.writeStatus(status(launch, 'loading'));
}

/** An entitlement that re-signing stripped lowers the limit: measurements under it would not be those that were planned. */
function refuseOtherLimit({ plan, ports }: Launch): void {
  const { footprintBytes, availableBytes } = ports.sensors.memory();
  const expected = plan.expected?.memoryLimitBytes;
  // Nothing left says that the limit was passed, not where it lies.
  if (expected === undefined || !availableBytes) return;
  const found = footprintBytes + availableBytes;
  if (isSameMemoryLimit(found, expected)) return;
  throw new HeatsoakError('MEMORY_LIMIT_DIFFERS', `the limit is ${found} bytes, expected were ${expected}`, {
    hint: 'look for the increased-memory-limit entitlement in the signed app',
  });
}

async function load(launch: Launch, modelPath: string): Promise<LoadedModel> {
  const { plan, ports, events, sampler } = launch;
  const before = checkpoint(ports, 'before-load');
  events.add(before);
  const startedAt = ports.clock.nowUs();
  const model = await ports.engine.load(modelPath, plan.engine);
  const loadUs = ports.clock.nowUs() - startedAt;
  const after = checkpoint(ports, 'after-load');
  events.add({
    type: 'model.loaded',
    sha256: plan.model.sha256,
    engine: ports.engine.name,
    engineVersion: ports.engine.version,
    backend: model.backend,
    backendRequested: plan.engine.backend,
    settings: { ...saidSettings(plan.engine), gpuLayers: plan.engine.gpuLayers ?? null },
    cold: ports.coldLoad ?? null,
    loadUs,
    footprintBeforeBytes: before.footprintBytes,
    footprintAfterBytes: after.footprintBytes,
    metalAllocatedBytes: model.metalAllocatedBytes ?? after.metalAllocatedBytes ?? null,
    compileFlags: ports.engine.compileFlags ?? null,
    gpuLayers: model.gpuLayers ?? null,
    ...(model.buffers ? { buffers: [...model.buffers] } : {}),
    ...(model.description === undefined ? {} : { description: model.description }),
  });
  events.add(after);
  sampler.drain(events, launch.running);
  await events.flush();
  return model;
}

/** Settings that were given; the name of a key's variable is one, the key is not. */
function saidSettings(settings: EngineSettings): EventBody<'model.loaded'>['settings'] {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * The file is read once a launch: after the load, whose time and memory it would change, and before the warm-up, which reads every
 * weight anyway. What another model would answer is never measured.
 */
async function refuseOtherModel({ plan, ports, events }: Launch, modelPath: string): Promise<void> {
  const planned = plan.model.sha256;
  // A server has no file to hash.
  const found = planned === null ? undefined : await ports.digest?.(modelPath, plan.model.files);
  if (found === undefined) return;
  events.add({ type: 'model.digest', sha256: found });
  if (found === planned) return;
  throw new HeatsoakError('MODEL_NOT_PLANNED', `the model here is ${found}, planned was ${planned}`);
}

/** What is slow and what would warm pages waits until the last trial is over. */
async function end(launch: Launch, model: LoadedModel): Promise<void> {
  const { plan, ports, events, sampler } = launch;
  launch.running = null;
  for (const scores of await scoreSteps(model, plan.steps, plan.seed)) events.add(scores);
  await model.close();
  events.add(checkpoint(ports, 'after-unload'));
  ports.sensors.refresh?.();
  sampler.tell(events, launch.running);
  events.add(environment(ports, 'end'));
  events.add({ type: 'agent.finished', events: events.count + 1 });
  await events.flush();
}

/** A failure on the way ends its trial only, and is a fault event. */
async function orFault(launch: Launch, run: () => Promise<TokenTimes>): Promise<TokenTimes> {
  try {
    const times = await run();
    launch.failures = 0;
    return times;
  } catch (error) {
    launch.failures += 1;
    if (!(error instanceof TrialFault) || launch.failures >= MOST_FAILURES) throw error;
    launch.sampler.drain(launch.events, launch.running);
    launch.events.add({ type: 'fault', code: error.code, message: error.message, trial: launch.trial });
    return new TokenTimes({ t0: launch.ports.clock.nowUs(), deltasUs: [] });
  }
}

async function oneTrial(
  launch: Launch,
  model: LoadedModel,
  ...[step, repetition, conversation]: Parameters<TrialRunner>
): Promise<TokenTimes> {
  const { ports, events, sampler, plan } = launch;
  endIfCancelled(ports);
  const seed = plan.seed + repetition;
  const running = { number: launch.trial, startUs: ports.clock.nowUs() };
  launch.running = running;
  const times = await orFault(launch, () =>
    runTrial(
      { ports, model, events, sampler, running, ubatchTokens: plan.engine.batchTokens },
      { trial: launch.trial, step, repetition, seed, conversation },
    ),
  );
  launch.trial += 1;
  await events.flush();
  await launch.folder.writeStatus(status(launch, 'running'));
  endIfCancelled(ports);
  return times;
}

/** What was measured until then is in the log, the trial that was cut among it. */
function endIfCancelled({ isCancelled }: AgentPorts): void {
  if (isCancelled?.()) throw new HeatsoakError('LAUNCH_CANCELLED', 'the launch was asked to end');
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
    trials: plannedTrials(launch.plan.steps),
    heartbeatUs: launch.ports.clock.nowUs(),
  };
}
