import type { JournalEvent } from '../experiment/journal-event.ts';
import type { PlannedLaunch } from '../experiment/manifest.ts';
import type { PlannedStep } from '../experiment/planned-step.ts';
import type { Journal } from '../experiment/read-journal.ts';
import type { Event, EventOf, EventType, ThermalState } from '../protocol/event.ts';
import { fullSeries } from '../protocol/memory-samples.ts';
import type { EventLog } from '../protocol/read-log.ts';
import { greatest } from '../statistics/extremes.ts';
import { type AfterInstall, regimeOf } from './load-regime.ts';
import { logOrder } from './log-order.ts';
import { withoutPolled } from './polled-trials.ts';
import type { AgentRecord, LaunchRecord, LoadRecord, MemorySeries, TrialRecord } from './result.ts';
import { whyInvalid } from './trial-validity.ts';

/** What the harness knows of a launch that its own log does not say. */
export interface SeenFromOutside {
  readonly harness: Journal | undefined;
  readonly afterInstall: AfterInstall;
}

/** A launch's log put in order; a launch without a log is *missing*, one without its last event *partial*. */
export function launchRecord(
  device: string,
  planned: PlannedLaunch,
  log: EventLog | undefined,
  { harness, afterInstall }: SeenFromOutside,
): LaunchRecord {
  const events = log?.events ?? [];
  const started = first(events, 'agent.started');
  const virtual = started?.virtual ?? false;
  const complete = events.some((event) => event.type === 'agent.finished');
  return {
    device,
    planned,
    status: events.length === 0 ? 'missing' : complete ? 'complete' : 'partial',
    virtual,
    trials: withoutPolled(trialsOf(events, planned.steps), planned.id, { harness, virtual }),
    memory: memoryOf(events),
    thermal: all(events, 'thermal').map((event) => ({ tUs: event.t, state: event.state })),
    startThermalState: startState(events),
    load: loadOf(events, afterInstall),
    agent: started ? agentOf(started) : null,
    environment: all(events, 'environment').map(({ v: _v, seq: _seq, type: _type, t, ...reading }) => ({
      tUs: t,
      ...reading,
    })),
    checkpoints: all(events, 'checkpoint').map(({ at, footprintBytes, mappedBytes, availableBytes }) => ({
      at,
      footprintBytes,
      mappedBytes,
      availableBytes,
    })),
    probes: all(events, 'probe').map(({ at, durationUs, coldUs }) => ({ at, durationUs, coldUs })),
    scores: all(events, 'scores').map(({ case: name, ids, logProbabilities, likeliest }) => ({
      case: name,
      ids,
      logProbabilities,
      likeliest,
    })),
    modelDigest: first(events, 'model.digest')?.sha256 ?? null,
    cooldown: cooldownOf(harness?.events ?? [], planned.id),
    faults: all(events, 'fault').map(({ code, message, trial }) => ({ code, message, trial })),
    unknownEvents: log?.unknown.length ?? 0,
    sequenceGaps: log?.gaps.length ?? 0,
    problems: (log?.problems ?? []).map(({ line, message }) => `line ${line}: ${message}`),
    otherVersions: log?.otherVersions ?? [],
    order: logOrder(events),
  };
}

function all<T extends EventType>(events: readonly Event[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

function first<T extends EventType>(events: readonly Event[], type: T): EventOf<T> | undefined {
  return events.find((event): event is EventOf<T> => event.type === type);
}

/** Trials that ended; one that was cut has no `trial.finished` and is left out. @param steps what was planned */
export function trialsOf(events: readonly Event[], steps: readonly PlannedStep[] = []): TrialRecord[] {
  const keepsContext = new Set(
    steps.filter(({ prompt }) => prompt.kind === 'conversation').map((step) => step.case),
  );
  const tokens = new Map(all(events, 'tokens').map((event) => [event.trial, event]));
  const started = new Map(all(events, 'trial.started').map((event) => [event.trial, event]));
  return all(events, 'trial.finished').flatMap((finished) => {
    const times = tokens.get(finished.trial);
    const start = started.get(finished.trial);
    if (!start) return [];
    const trial = {
      trial: finished.trial,
      case: finished.case,
      repetition: finished.repetition,
      scored: finished.scored,
      promptTokens: finished.promptTokens,
      ...(start.prompt ? { promptIds: start.prompt.ids } : {}),
      plannedTokens: start.plannedTokens,
      generatedTokens: finished.generatedTokens,
      cachedTokens: finished.cachedTokens,
      finishReason: finished.finishReason,
      bundled: times?.bundled ?? false,
      startedUs: start.t,
      t0: times?.t0 ?? start.t,
      deltasUs: times?.deltasUs ?? [],
      finishedUs: finished.t,
      ids: times ? (times.ids ?? null) : [],
      engineStats: finished.engineStats,
    };
    // Nothing was sampled: such a speed is llama-bench's, and is never compared with a prompted one.
    if (start.bench) return [{ ...trial, invalid: 'a row of llama-bench, not a prompted trial' }];
    return [{ ...trial, invalid: whyInvalid(trial, keepsContext.has(trial.case)) }];
  });
}

/** The full series, whichever samples a line left out. */
function memoryOf(events: readonly Event[]): MemorySeries {
  const lines = all(events, 'memory');
  const full = lines.map(fullSeries);
  const hasMetal = full.some(({ metalAllocatedBytes }) => metalAllocatedBytes !== undefined);
  return {
    tUs: joined(full.map(({ tUs }) => tUs)),
    footprintBytes: joined(full.map(({ footprintBytes }) => footprintBytes)),
    mappedBytes: joined(full.map(({ mappedBytes }) => mappedBytes)),
    availableBytes: joined(full.map(({ availableBytes }) => availableBytes)),
    metalAllocatedBytes: hasMetal
      ? joined(full.map(({ metalAllocatedBytes, tUs }) => metalAllocatedBytes ?? tUs.map(() => null)))
      : null,
    kernelPeakBytes: greatest(lines.flatMap((line) => line.kernelPeakBytes ?? [])),
    kernelPeakReadUs: greatest(lines.flatMap((line) => (line.kernelPeakBytes === null ? [] : line.t))),
  };
}

/** A loop, for there are hundreds of thousands of samples in a run. */
function joined<T>(columns: readonly (readonly T[])[]): T[] {
  const whole: T[] = [];
  for (const column of columns) for (const value of column) whole.push(value);
  return whole;
}

function startState(events: readonly Event[]): ThermalState | null {
  return all(events, 'environment').find((event) => event.at === 'start')?.thermalState ?? null;
}

function loadOf(events: readonly Event[], afterInstall: AfterInstall): LoadRecord | null {
  const loaded = first(events, 'model.loaded');
  if (!loaded) return null;
  const { v: _v, seq: _seq, type: _type, t: readyUs, ...load } = loaded;
  const { footprintBeforeBytes: _before, footprintAfterBytes: _after, cold, ...kept } = load;
  return { ...kept, readyUs, regime: regimeOf(afterInstall, cold) };
}

function agentOf(started: EventOf<'agent.started'>): AgentRecord {
  const { agent, launch, run, wallClock, clock, build, device, unreadable } = started;
  return { agent, launch, run, wallClock, clock, build, ...device, unreadable: unreadable ?? {} };
}

function cooldownOf(events: readonly JournalEvent[], launch: string): LaunchRecord['cooldown'] {
  // A launch that was measured again passed the gate again.
  const gate = events.findLast((event) => event.type === 'cooldown' && event.launch === launch);
  return gate?.type === 'cooldown'
    ? { outcome: gate.outcome, waitedMs: gate.waitedMs, batteryCelsius: gate.batteryCelsius }
    : null;
}
