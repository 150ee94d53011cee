import { z } from 'zod';

/** Version of the bench protocol that this package speaks. */
export const PROTOCOL_VERSION = 1;

const count = z.int().nonnegative();
const microseconds = z.number().nonnegative();
const bytes = z.number().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Apple's four thermal states, `NSProcessInfo.ThermalState`. */
export const thermalStates = ['nominal', 'fair', 'serious', 'critical'] as const;
export const thermalState = z.enum(thermalStates);
export type ThermalState = z.infer<typeof thermalState>;

/** Every line: version, a sequence number without gaps, monotonic microseconds since the writer's start. */
const line = z.object({ v: z.literal(PROTOCOL_VERSION), seq: count, t: microseconds });

export const agentStarted = line.extend({
  type: z.literal('agent.started'),
  agent: z.string(),
  /** UTC, for display only; fixed once here. */
  wallClock: z.iso.datetime(),
  clock: z.object({ name: z.string(), resolutionUs: z.number().positive() }),
  build: z.object({
    bundleId: z.string(),
    version: z.string(),
    configuration: z.enum(['release', 'debug']),
    entitlements: z.array(z.string()).nullable(),
  }),
  device: z.object({
    model: z.string(),
    chip: z.string().nullable(),
    os: z.string(),
    osBuild: z.string(),
    memoryBytes: bytes,
  }),
  virtual: z.boolean(),
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
  cold: z.boolean(),
  loadUs: microseconds,
  footprintBeforeBytes: bytes.nullable(),
  footprintAfterBytes: bytes.nullable(),
});

const trial = { trial: count, case: z.string(), repetition: count, scored: z.boolean() };

export const trialStarted = line.extend({
  type: z.literal('trial.started'),
  ...trial,
  promptTokens: count,
  plannedTokens: count,
});

export const finishReasons = ['length', 'stop', 'error', 'cancelled'] as const;

export const trialFinished = line.extend({
  type: z.literal('trial.finished'),
  ...trial,
  promptTokens: count,
  cachedTokens: count,
  generatedTokens: count,
  finishReason: z.enum(finishReasons),
  /** The engine's own prompt timer where it has one; an opaque cross-check, never the metric's first choice. */
  engineStats: z.record(z.string(), z.number()).nullable(),
});

export const tokens = line.extend({
  type: z.literal('tokens'),
  trial: count,
  /** Prompt submitted, model already loaded. */
  t0: microseconds,
  /** First entry: time to first token; then one inter-token time each. */
  deltasUs: z.array(z.number().nonnegative()),
  /** Absent where the engine tells text only. */
  ids: z.array(z.int().nonnegative()).optional(),
  /**
   * True when one callback delivered several tokens: no inter-token percentiles then. Without ids an entry is a chunk of
   * text, and `generatedTokens` of the trial's end is the engine's own count.
   */
  bundled: z.boolean(),
});

export const memory = line.extend({
  type: z.literal('memory'),
  /** Sample times, µs since the agent's start; the columns below have the same length. */
  tUs: z.array(microseconds),
  footprintBytes: z.array(bytes),
  mappedBytes: z.array(bytes.nullable()),
  availableBytes: z.array(bytes.nullable()),
  /** The kernel's own peak ledger value of the footprint, where readable. */
  kernelPeakBytes: bytes.nullable(),
});

export const thermal = line.extend({ type: z.literal('thermal'), state: thermalState });

export const probe = line.extend({
  type: z.literal('probe'),
  durationUs: microseconds,
  coldUs: microseconds.nullable(),
});

export const fault = line.extend({
  type: z.literal('fault'),
  code: z.string(),
  message: z.string(),
  trial: count.nullable(),
});

export const agentFinished = line.extend({ type: z.literal('agent.finished'), events: count });

export const cooldownOutcomes = ['reached', 'timed-out', 'signal-unavailable'] as const;

/** How the gate before a launch ended; written by the harness. */
export const cooldown = line.extend({
  type: z.literal('cooldown'),
  launch: z.string(),
  reason: z.string(),
  waitedMs: z.number().nonnegative(),
  limitMs: z.number().positive(),
  outcome: z.enum(cooldownOutcomes),
  thermalState: thermalState.nullable(),
  batteryCelsius: z.number().nullable(),
});

/** Everything the harness sends to a phone. */
export const harnessCommand = line.extend({
  type: z.literal('harness.command'),
  command: z.string(),
  launch: z.string().nullable(),
  durationMs: z.number().nonnegative(),
  ok: z.boolean(),
});

export const harnessLaunch = line.extend({
  type: z.literal('harness.launch'),
  launch: z.string(),
  outcome: z.enum(['started', 'finished', 'crashed', 'timed-out', 'failed']),
  message: z.string().nullable(),
});

export const harnessSession = line.extend({
  type: z.literal('harness.session'),
  device: z.string(),
  outcome: z.enum(['started', 'finished', 'lost']),
  wallClock: z.iso.datetime(),
  message: z.string().nullable(),
});

export const harnessDeploy = line.extend({
  type: z.literal('harness.deploy'),
  build: z.string(),
  artefact: z.enum(['app', 'model']),
  sha256,
  sizeBytes: bytes,
  durationMs: z.number().nonnegative(),
  outcome: z.enum(['done', 'already-there', 'failed']),
});

/** How a variant's distributions agree with its source's on one prompt, teacher-forced on the source's answer. */
export const harnessQuality = line.extend({
  type: z.literal('harness.quality'),
  /** The variant's id. */
  build: z.string(),
  suite: z.string(),
  case: z.string(),
  promptTokens: count,
  /** Greedy ids of the source after the prompt. */
  sourceIds: z.array(count),
  /** Positions whose likeliest id is the source's, per cent. */
  topOnePercent: z.number(),
  /** Mean Kullback–Leibler divergence of the variant from the source, nats a position. */
  meanKl: z.number(),
  /** Engine that ran the variant's file on this host. */
  engine: z.string(),
});

/** Every event this version knows. */
export const event = z.discriminatedUnion('type', [
  agentStarted,
  environment,
  modelLoaded,
  trialStarted,
  trialFinished,
  tokens,
  memory,
  thermal,
  probe,
  fault,
  agentFinished,
  cooldown,
  harnessCommand,
  harnessLaunch,
  harnessSession,
  harnessDeploy,
  harnessQuality,
]);

export type Event = z.infer<typeof event>;
export type EventType = Event['type'];
export type EventOf<T extends EventType> = Extract<Event, { type: T }>;
/** An event before its writer gives it version, sequence number and time. */
export type EventBody<T extends EventType = EventType> = T extends EventType
  ? Omit<EventOf<T>, 'v' | 'seq' | 't'>
  : never;
