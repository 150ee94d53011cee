import type { PlannedLaunch } from '../plan/manifest.ts';
import type { Event, EventOf, EventType, ThermalState } from '../protocol/event.ts';
import type { EventLog } from '../protocol/read-log.ts';
import type { LaunchRecord, MemorySeries, TrialRecord } from './result.ts';

/** A launch's log put in order; a launch without a log is *missing*, one without its last event *partial*. */
export function launchRecord(
  device: string,
  planned: PlannedLaunch,
  log: EventLog | undefined,
  harness: EventLog | undefined,
): LaunchRecord {
  const events = log?.events ?? [];
  const started = first(events, 'agent.started');
  const complete = events.some((event) => event.type === 'agent.finished');
  return {
    device,
    planned,
    status: events.length === 0 ? 'missing' : complete ? 'complete' : 'partial',
    virtual: started?.virtual ?? false,
    trials: trialsOf(events),
    memory: memoryOf(events),
    thermal: all(events, 'thermal').map((event) => ({ tUs: event.t, state: event.state })),
    startThermalState: startState(events),
    load: loadOf(events),
    agent: started ? agentOf(started) : null,
    environment: all(events, 'environment').map((event) => ({
      tUs: event.t,
      at: event.at,
      lowPowerMode: event.lowPowerMode,
      batteryPercent: event.batteryPercent,
      charging: event.charging,
    })),
    cooldown: cooldownOf(harness?.events ?? [], planned.id),
    faults: all(events, 'fault').map(({ code, message, trial }) => ({ code, message, trial })),
    unknownEvents: log?.unknown.length ?? 0,
    sequenceGaps: log?.gaps.length ?? 0,
  };
}

function all<T extends EventType>(events: readonly Event[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

function first<T extends EventType>(events: readonly Event[], type: T): EventOf<T> | undefined {
  return events.find((event): event is EventOf<T> => event.type === type);
}

/** Trials whose token times are there; one that was cut has no `trial.finished` and is left out. */
export function trialsOf(events: readonly Event[]): TrialRecord[] {
  const tokens = new Map(all(events, 'tokens').map((event) => [event.trial, event]));
  const started = new Map(all(events, 'trial.started').map((event) => [event.trial, event]));
  return all(events, 'trial.finished').flatMap((finished) => {
    const times = tokens.get(finished.trial);
    const start = started.get(finished.trial);
    if (!times || !start) return [];
    const trial = {
      trial: finished.trial,
      case: finished.case,
      repetition: finished.repetition,
      scored: finished.scored,
      promptTokens: finished.promptTokens,
      plannedTokens: start.plannedTokens,
      generatedTokens: finished.generatedTokens,
      cachedTokens: finished.cachedTokens,
      finishReason: finished.finishReason,
      bundled: times.bundled,
      t0: times.t0,
      deltasUs: times.deltasUs,
      ids: times.ids ?? null,
      engineStats: finished.engineStats,
    };
    return [{ ...trial, invalid: whyInvalid(trial) }];
  });
}

/** The rules that leave a trial without a speed value. */
function whyInvalid(trial: Omit<TrialRecord, 'invalid'>): string | null {
  if (trial.cachedTokens > 0) return `${trial.cachedTokens} prompt tokens came from a cache`;
  if (trial.finishReason !== 'length') return `ended by ${trial.finishReason}, not by its length`;
  if (trial.generatedTokens !== trial.plannedTokens)
    return `${trial.generatedTokens} of ${trial.plannedTokens} tokens`;
  if (trial.ids === null) return chunkProblem(trial);
  if (trial.deltasUs.length !== trial.generatedTokens) return 'token times are missing';
  if (trial.ids.length !== trial.generatedTokens) return 'token ids are missing';
  const stopped = trial.deltasUs.some((delta, index) => index > 0 && delta <= 0);
  return stopped && !trial.bundled ? 'the clock stood still between tokens' : null;
}

/** Text without ids: a chunk may hold several tokens, and then says so. */
function chunkProblem({ deltasUs, generatedTokens, bundled }: Omit<TrialRecord, 'invalid'>): string | null {
  if (deltasUs.length < 2) return 'fewer than two chunks of text';
  return deltasUs.length !== generatedTokens && !bundled ? 'token times are missing' : null;
}

function memoryOf(events: readonly Event[]): MemorySeries {
  const lines = all(events, 'memory');
  const peaks = lines.flatMap((line) => line.kernelPeakBytes ?? []);
  return {
    tUs: lines.flatMap((line) => line.tUs),
    footprintBytes: lines.flatMap((line) => line.footprintBytes),
    mappedBytes: lines.flatMap((line) => line.mappedBytes),
    availableBytes: lines.flatMap((line) => line.availableBytes),
    kernelPeakBytes: peaks.length > 0 ? Math.max(...peaks) : null,
  };
}

function startState(events: readonly Event[]): ThermalState | null {
  return all(events, 'environment').find((event) => event.at === 'start')?.thermalState ?? null;
}

function loadOf(events: readonly Event[]): LaunchRecord['load'] {
  const loaded = first(events, 'model.loaded');
  if (!loaded) return null;
  const { loadUs, cold, backend, engine, engineVersion } = loaded;
  return { loadUs, cold, backend, engine, engineVersion };
}

function agentOf({ agent, device, wallClock }: EventOf<'agent.started'>): LaunchRecord['agent'] {
  return { agent, model: device.model, os: device.os, osBuild: device.osBuild, wallClock };
}

function cooldownOf(events: readonly Event[], launch: string): LaunchRecord['cooldown'] {
  const gate = all(events, 'cooldown').find((event) => event.launch === launch);
  return gate
    ? { outcome: gate.outcome, waitedMs: gate.waitedMs, batteryCelsius: gate.batteryCelsius }
    : null;
}
