import type { EngineCounters } from '../protocol/engine-counters.ts';
import type { ThermalState } from '../protocol/event.ts';
import type { EngineSettings, SinglePrompt } from '../protocol/plan-file.ts';

/** The agent's one monotonic clock. The host's is real; the virtual iPhone's is moved by its physics. */
export interface Clock {
  readonly name: string;
  readonly resolutionUs: number;
  /** Microseconds since the agent's start. */
  nowUs(): number;
  /** UTC now, ISO 8601; read once, for display. */
  wallClock(): string;
  /** Calls back each `periodMs` of this clock's time until stopped. */
  every(periodMs: number, callback: () => void): { stop(): void };
}

/** Opens model files. One adapter an engine, each in its folder under `engines/`. */
export interface Engine {
  readonly name: string;
  readonly version: string;
  /** How it was compiled, as it says itself. */
  readonly compileFlags?: string;
  load(modelPath: string, settings: EngineSettings): Promise<LoadedModel>;
  close(): Promise<void>;
}

/** What a server counted for one generation. */
export interface TextUsage {
  readonly promptTokens: number;
  readonly generatedTokens: number;
  /** Null where the server does not report it. */
  readonly cachedTokens: number | null;
  readonly finishReason: 'length' | 'stop';
}

/** Decodes forced ids and samples nothing: what llama-bench times. */
export interface RawDecoder {
  /** Decodes `ids` from `position` on; resolves when the backend is done. Logits only of the last id, and only `withLogits`. */
  decode(ids: Uint32Array, position: number, withLogits: boolean): Promise<void>;
  /** Takes everything that was decoded out of the key-value cache. */
  clear(): void;
}

/** One of the engine's own buffer lines. */
export interface EngineBuffer {
  readonly name: string;
  readonly bytes: number;
}

/** A model in memory, ready to generate; one generation at a time. */
export interface LoadedModel {
  /** What really runs, such as `cpu` or `metal`; never what was asked for. */
  readonly backend: string;
  readonly vocabularySize: number;
  /** Memory given to the GPU, by the device's own count, where the device reports it. */
  readonly metalAllocatedBytes?: number;
  readonly gpuLayers?: number;
  /**
   * Ids of the text, special tokens in it parsed; with `addBos` the model's BOS id before them.
   * @throws HeatsoakError `BOS_MISSING`
   */
  tokenize(text: string, addBos: boolean): number[];
  /** Greedy ids after the prompt, end of sequence ignored; the caller stamps at each `next`. Stops by itself after `count`. */
  generate(promptIds: readonly number[], count: number): AsyncIterableIterator<number>;
  /**
   * Only of an engine that cannot see ids, such as a server: it is used instead of `tokenize` and `generate`. One piece
   * of text a chunk, never an empty one. @throws TrialFault when this generation failed and the next may not
   */
  readonly streamText?: (
    prompt: SinglePrompt,
    seed: number,
    count: number,
  ) => AsyncGenerator<string, TextUsage, void>;
  /**
   * Teacher-forced: natural logs of the probabilities of every id, one row after each of the given ids. Empties the
   * cache first. Slow, so never in a measured window.
   */
  score(ids: readonly number[]): Promise<Float32Array[]>;
  /**
   * Keeps in the key-value cache what `ids` begin with, and takes the rest out; `generate` of the same ids then reads only those
   * after it. Returns how many are kept, which is always fewer than all. Absent where every prompt is read from its beginning.
   */
  reuse?(ids: readonly number[]): Promise<number>;
  /** Prompt ids served from a cache in the last generation; 0 when it was cleared. */
  cachedTokens(): number;
  /** Whether the last generation handed over several ids at once. */
  bundled?(): boolean;
  /** Empties the key-value cache. */
  clear(): Promise<void>;
  /** Absent where the engine has no such path. */
  readonly raw?: RawDecoder;
  /** What the engine said it allocated while it loaded. */
  readonly buffers?: readonly EngineBuffer[];
  /** The engine's own description of the model. */
  readonly description?: string;
  /** The engine's own counters since the last call, or null. Read outside measured windows only. */
  stats(): Promise<EngineCounters | null>;
  close(): Promise<void>;
}

/** Memory of this process now; null is what cannot be read. */
export interface MemoryReading {
  /** Charged memory (phys_footprint on a phone). */
  readonly footprintBytes: number;
  readonly mappedBytes: number | null;
  /** Bytes until the system kills the app; null where there is no such limit. */
  readonly availableBytes: number | null;
  /** Memory given to the GPU by the device's own count; absent where it does not count. */
  readonly metalAllocatedBytes?: number | null;
}

/** The machine's state now; null is what cannot be read, absent what the machine has not. */
export interface EnvironmentReading {
  readonly thermalState: ThermalState | null;
  readonly lowPowerMode: boolean | null;
  readonly batteryPercent: number | null;
  readonly charging: boolean | null;
  readonly brightness: number | null;
  readonly freeDiskBytes: number | null;
  /** Of the last minute; of a host, where there are neighbours. */
  readonly loadAverage?: number | null;
  /** Processor frequency now, or its limit, over the highest; of a host. */
  readonly cpuFrequencyRatio?: number | null;
  readonly foreground?: boolean | null;
  readonly network?: string | null;
}

/** What the agent can read of the machine it runs on, and who it is. */
export interface Sensors {
  memory(): MemoryReading;
  /**
   * How often the system has told this app to give memory back, since its start; absent where none does. The log has a fault
   * `MEMORY_WARNING` each time that it has grown.
   */
  memoryWarnings?(): number;
  /** Kernel peak of the footprint since the start, or null where it cannot be read. */
  peakFootprintBytes(): number | null;
  environment(): EnvironmentReading;
  /** Reads anew what is too slow to read inside a window, such as a battery; called outside windows only. */
  refresh?(): void;
  /** Processor time that this process has used, µs; absent where it cannot be read. */
  cpuUs?(): number;
  identity(): {
    readonly build: {
      bundleId: string;
      version: string;
      configuration: 'release' | 'debug';
      entitlements: string[] | null;
      debuggerAttached?: boolean | null;
      compiler?: string | null;
      sdk?: string | null;
    };
    readonly device: {
      model: string;
      chip: string | null;
      os: string;
      osBuild: string;
      memoryBytes: number;
      batteryHealthPercent?: number | null;
      batteryCycles?: number | null;
      batteryWattHours?: number | null;
      uptimeSeconds?: number | null;
    };
    readonly virtual: boolean;
    /** Why a fact that should be known is null, by its name. */
    readonly unreadable?: Record<string, string>;
  };
}

/**
 * Called when a measured window opens and closes, so that a host can prove that nothing disturbed it. Cheap; called outside the
 * window.
 */
export interface WindowListener {
  opened(trial: number): void;
  closed(trial: number): void;
}

/** Everything about its surroundings that differs between a host and a virtual phone. */
export interface AgentPorts {
  readonly clock: Clock;
  readonly engine: Engine;
  readonly sensors: Sensors;
  readonly windows: WindowListener;
  /** Whether the load is the first since a boot or a purged cache; absent where nobody can know. */
  readonly coldLoad?: boolean;
  /** Fixed work that knows nothing of the build; its time shows how hot the machine is. */
  probe?(): Promise<void>;
  /** Lets this clock's time pass without load; without it recovery cannot be watched. */
  idle?(seconds: number): Promise<void>;
  /** Whether somebody has asked this launch to end; looked at after each token. Absent where nobody can. */
  isCancelled?(): boolean;
  /** SHA-256 of the model file as it lies on this machine. */
  digest?(modelPath: string, files?: readonly string[]): Promise<string>;
}
