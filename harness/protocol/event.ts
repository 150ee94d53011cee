import { z } from 'zod';
import { bytes, count, line, microseconds, thermalState } from './event-fields.ts';
import { MOST_LEFT_OUT } from './memory-sample.ts';
import { leftOutProblem } from './memory-samples.ts';
import { sha256 } from './sha256.ts';

export { PROTOCOL_VERSION } from './event-fields.ts';
export { type ThermalState, thermalStates } from './thermal-states.ts';

export const agentStarted = line.extend({
  type: z.literal('agent.started'),
  agent: z.string(),
  /** The launch that it was started for, as its plan names it; absent in older logs. */
  launch: z.string().min(1).optional(),
  /** The run that this launch belongs to, as its plan names it: launches of several runs have one id. Absent in older logs. */
  run: z.string().min(1).optional(),
  /** UTC, for display only; fixed once here. */
  wallClock: z.iso.datetime(),
  clock: z.object({ name: z.string(), resolutionUs: z.number().positive() }),
  build: z.object({
    bundleId: z.string(),
    version: z.string(),
    configuration: z.enum(['release', 'debug']),
    entitlements: z.array(z.string()).nullable(),
    debuggerAttached: z.boolean().nullable().optional(),
    compiler: z.string().nullable().optional(),
    sdk: z.string().nullable().optional(),
  }),
  device: z.object({
    model: z.string(),
    chip: z.string().nullable(),
    os: z.string(),
    osBuild: z.string(),
    memoryBytes: bytes,
    batteryHealthPercent: z.number().nullable().optional(),
    batteryCycles: count.nullable().optional(),
    /** Energy of a full battery as built; without it charge cannot be turned into joules. */
    batteryWattHours: z.number().positive().nullable().optional(),
    uptimeSeconds: z.number().nonnegative().nullable().optional(),
  }),
  virtual: z.boolean(),
  /** Why a fact that should be known is null, by its name. */
  unreadable: z.record(z.string(), z.string()).optional(),
});

export const environment = line.extend({
  type: z.literal('environment'),
  at: z.enum(['start', 'change', 'end']),
  thermalState: thermalState.nullable(),
  lowPowerMode: z.boolean().nullable(),
  batteryPercent: z.number().nullable(),
  charging: z.boolean().nullable(),
  brightness: z.number().nullable(),
  freeDiskBytes: bytes.nullable(),
  /** Of a host: runnable processes over the last minute. */
  loadAverage: z.number().nonnegative().nullable().optional(),
  /** Of a host: processor frequency, or its limit, over the highest. */
  cpuFrequencyRatio: z.number().nonnegative().nullable().optional(),
  foreground: z.boolean().nullable().optional(),
  /** Such as `wifi`, `cellular`, `airplane`. */
  network: z.string().nullable().optional(),
});

export const modelLoaded = line.extend({
  type: z.literal('model.loaded'),
  /** Null for a server, whose file nobody sees. */
  sha256: sha256.nullable(),
  engine: z.string(),
  engineVersion: z.string(),
  backend: z.string(),
  backendRequested: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** First load after a boot or a purged page cache; null where that cannot be known. */
  cold: z.boolean().nullable(),
  loadUs: microseconds,
  footprintBeforeBytes: bytes.nullable(),
  footprintAfterBytes: bytes.nullable(),
  /** The engine's own words for its buffers, such as `CPU_Mapped model` or `CPU KV`; absent where it names no buffers. */
  buffers: z.array(z.object({ name: z.string(), bytes })).optional(),
  /** The engine's own description of the model, such as `phi3 3B Q4_0`. */
  description: z.string().optional(),
  /** The device's own count of memory given to the GPU. */
  metalAllocatedBytes: bytes.nullable().optional(),
  compileFlags: z.string().nullable().optional(),
  gpuLayers: count.nullable().optional(),
});

/** The model file's hash as computed on the device itself, after the last trial so that no page is warmed for one. */
export const modelDigest = line.extend({ type: z.literal('model.digest'), sha256 });

export const checkpoints = [
  'launch',
  'before-load',
  'after-load',
  'after-warm-up',
  'end-of-suite',
  'after-unload',
] as const;

/** Memory at a named moment, besides the series. */
export const checkpoint = line.extend({
  type: z.literal('checkpoint'),
  at: z.enum(checkpoints),
  footprintBytes: bytes,
  mappedBytes: bytes.nullable(),
  availableBytes: bytes.nullable(),
  /** Absent where the device does not count what it gives to the GPU, and in older logs. */
  metalAllocatedBytes: bytes.nullable().optional(),
});

const trial = { trial: count, case: z.string(), repetition: count, scored: z.boolean() };

export const trialStarted = line.extend({
  type: z.literal('trial.started'),
  ...trial,
  promptTokens: count,
  plannedTokens: count,
  /**
   * What the model reads in the first trial of a case whose prompt is a text: that text, as the plan has it rendered, and its ids,
   * BOS counted. Absent in other trials, of a server, and in older logs.
   */
  prompt: z.object({ text: z.string(), ids: z.array(z.int().nonnegative()) }).optional(),
  /** Present: raw decode steps of forced ids without sampling, the rows of llama-bench; `promptTokens` counts the depth too. */
  bench: z
    .object({ promptTokens: count, generateTokens: count, depthTokens: count, batchTokens: count })
    .optional(),
});

export const finishReasons = ['length', 'stop', 'error', 'cancelled'] as const;

export const trialFinished = line.extend({
  type: z.literal('trial.finished'),
  ...trial,
  promptTokens: count,
  /** Prompt tokens that came from a cache; null where a server does not report it. */
  cachedTokens: count.nullable(),
  generatedTokens: count,
  finishReason: z.enum(finishReasons),
  /** What engine and agent counted, by the names of `engineCounters`. */
  engineStats: z.record(z.string(), z.number()).nullable(),
});

export const tokens = line.extend({
  type: z.literal('tokens'),
  trial: count,
  /** Prompt submitted, model already loaded. */
  t0: microseconds,
  /** First entry: time to first token; then one inter-token time each. */
  deltasUs: z.array(microseconds),
  /** Absent where the engine returns text only. */
  ids: z.array(z.int().nonnegative()).optional(),
  /**
   * True when one callback delivered several tokens: no inter-token percentiles then. Without ids an entry is a chunk of
   * text, and `generatedTokens` of the trial's end is the engine's own count.
   */
  bundled: z.boolean(),
});

export const memory = line
  .extend({
    type: z.literal('memory'),
    /** Sample times, µs since the agent's start; the columns below have the same length. */
    tUs: z.array(microseconds),
    footprintBytes: z.array(bytes),
    mappedBytes: z.array(bytes.nullable()),
    availableBytes: z.array(bytes.nullable()),
    /** Memory given to the GPU by the device's own count; absent where it does not count, and in older logs. */
    metalAllocatedBytes: z.array(bytes.nullable()).optional(),
    /**
     * How many samples were taken between this one and the next, evenly, that read what both of them read; absent: none anywhere, as
     * in older logs.
     */
    leftOut: z.array(count.max(MOST_LEFT_OUT)).optional(),
    /** By how much those that were left out may differ from the one before them; absent: not at all. */
    leftOutWithinBytes: bytes.optional(),
    /** The kernel's own peak ledger value of the footprint, where readable. */
    kernelPeakBytes: bytes.nullable(),
  })
  .superRefine((columns, context) => {
    const message = leftOutProblem(columns);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

export const thermal = line.extend({ type: z.literal('thermal'), state: thermalState });

/** A fixed micro-workload that knows nothing of the build; `coldUs` where the agent knows this phone's cold time. */
export const probe = line.extend({
  type: z.literal('probe'),
  at: z.enum(['start', 'end']).optional(),
  durationUs: microseconds,
  coldUs: microseconds.nullable(),
});

/** Teacher-forced: natural log of the probability of every id after the first, and the likeliest id in its place. */
export const scores = line.extend({
  type: z.literal('scores'),
  case: z.string(),
  ids: z.array(count),
  logProbabilities: z.array(z.number().nullable()),
  likeliest: z.array(count),
});

/** Code of the fault by which an agent tells that the system asked its app to give memory back. Nothing has failed by it. */
export const MEMORY_WARNING = 'MEMORY_WARNING';

export const fault = line.extend({
  type: z.literal('fault'),
  code: z.string(),
  message: z.string(),
  /** The trial in which it fell; null for none. */
  trial: count.nullable(),
});

export const agentFinished = line.extend({ type: z.literal('agent.finished'), events: count });

/** Every event that an agent of this version may write. */
export const event = z.discriminatedUnion('type', [
  agentStarted,
  environment,
  modelLoaded,
  modelDigest,
  checkpoint,
  trialStarted,
  trialFinished,
  tokens,
  memory,
  thermal,
  probe,
  scores,
  fault,
  agentFinished,
]);

export type Event = z.infer<typeof event>;
export type EventType = Event['type'];
export type EventOf<T extends EventType> = Extract<Event, { type: T }>;
/** An event before its writer gives it version, sequence number and time. */
export type EventBody<T extends EventType = EventType> = T extends EventType
  ? Omit<EventOf<T>, 'v' | 'seq' | 't'>
  : never;
