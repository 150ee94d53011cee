import type { ThermalState } from '../protocol/event.ts';
import type { EngineSettings, Prompt } from '../protocol/plan-file.ts';

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
  load(modelPath: string, settings: EngineSettings): Promise<LoadedModel>;
  close(): Promise<void>;
}

/** What a server counted for one generation. */
export interface TextUsage {
  readonly promptTokens: number;
  readonly generatedTokens: number;
  readonly cachedTokens: number;
  readonly finishReason: 'length' | 'stop';
}

export interface LoadedModel {
  /** What really runs, such as `cpu` or `metal`; never what was asked for. */
  readonly backend: string;
  readonly vocabularySize: number;
  /** Ids of the text through the model's own chat template and tokenizer. */
  tokenizeChat(text: string): number[];
  /** Greedy ids after the prompt, end of sequence ignored; the caller stamps at each `next`. Stops by itself after `count`. */
  generate(promptIds: readonly number[], count: number): AsyncIterableIterator<number>;
  /**
   * Only of an engine that cannot see ids, such as a server: it is used instead of `tokenizeChat` and `generate`. One piece
   * of text a chunk, never an empty one. @throws TrialFault when this generation failed and the next may not
   */
  readonly streamText?: (
    prompt: Prompt,
    seed: number,
    count: number,
  ) => AsyncGenerator<string, TextUsage, void>;
  /**
   * Teacher-forced: natural logs of the probabilities of every id, one row after each of the given ids. Empties the
   * cache first. Slow, so never in a measured window.
   */
  score(ids: readonly number[]): Promise<Float32Array[]>;
  /** Prompt ids served from a cache in the last generation; 0 when it was cleared. */
  cachedTokens(): number;
  /** Empties the key-value cache. */
  clear(): Promise<void>;
  /** The engine's own counters since the last call, or null. Read outside measured windows only. */
  stats(): Promise<Record<string, number> | null>;
  close(): Promise<void>;
}

export interface MemoryReading {
  /** Charged memory (phys_footprint on a phone). */
  readonly footprintBytes: number;
  readonly mappedBytes: number | null;
  /** Bytes until the system kills the app; null where there is no such limit. */
  readonly availableBytes: number | null;
}

export interface EnvironmentReading {
  readonly thermalState: ThermalState | null;
  readonly lowPowerMode: boolean | null;
  readonly batteryPercent: number | null;
  readonly charging: boolean | null;
  readonly brightness: number | null;
  readonly freeDiskBytes: number | null;
}

/** What the agent can read of the machine it runs on, and who it is. */
export interface Sensors {
  memory(): MemoryReading;
  /** Kernel peak of the footprint since the start, or null where it cannot be read. */
  peakFootprintBytes(): number | null;
  environment(): EnvironmentReading;
  identity(): {
    readonly build: {
      bundleId: string;
      version: string;
      configuration: 'release' | 'debug';
      entitlements: string[] | null;
    };
    readonly device: { model: string; chip: string | null; os: string; osBuild: string; memoryBytes: number };
    readonly virtual: boolean;
  };
}

/** Told when a measured window opens and closes, so that a home can prove nobody disturbed it. Cheap; called outside the window. */
export interface WindowListener {
  opened(trial: number): void;
  closed(trial: number): void;
}

export interface AgentPorts {
  readonly clock: Clock;
  readonly engine: Engine;
  readonly sensors: Sensors;
  readonly windows: WindowListener;
}
