import type { JournalEventOf } from '../experiment/journal-event.ts';
import type { BuildRole, Manifest, PlannedLaunch } from '../experiment/manifest.ts';
import type { PiecesByModel } from '../experiment/pieces-in.ts';
import type { EventOf, ThermalState } from '../protocol/event.ts';
import type { Caveat } from './caveat.ts';
import type { RegimeOfLoad } from './load-regime.ts';
import type { LogOrder } from './log-order.ts';
import type { MetricSummary } from './metric-summary.ts';
import type { SpeedSample } from './throttle/speed-sample.ts';
import type { ThrottleCurve } from './throttle/throttle-curve.ts';

/** One executed trial with its token times. Times are µs since the agent's start. */
export interface TrialRecord {
  readonly trial: number;
  readonly case: string;
  readonly repetition: number;
  readonly scored: boolean;
  readonly promptTokens: number;
  /** Of the first trial of a case whose prompt is a text; absent in others, and in older logs. */
  readonly promptIds?: readonly number[];
  readonly plannedTokens: number;
  readonly generatedTokens: number;
  /** Null where a server does not report it. */
  readonly cachedTokens: number | null;
  readonly finishReason: string;
  readonly bundled: boolean;
  /** When its first line says that it began. */
  readonly startedUs: number;
  readonly t0: number;
  readonly deltasUs: readonly number[];
  /** When its last line was written. */
  readonly finishedUs: number;
  /** Null where the engine returns text only. */
  readonly ids: readonly number[] | null;
  readonly engineStats: Readonly<Record<string, number>> | null;
  /** Why it gives no speed value; null when it is valid. */
  readonly invalid: string | null;
}

/** Samples of a launch, one an index in all arrays; null is a value that could not be read. */
export interface MemorySeries {
  readonly tUs: readonly number[];
  readonly footprintBytes: readonly number[];
  readonly mappedBytes: readonly (number | null)[];
  readonly availableBytes: readonly (number | null)[];
  /** Null where the device does not count it. */
  readonly metalAllocatedBytes: readonly (number | null)[] | null;
  readonly kernelPeakBytes: number | null;
  /** When the kernel's peak was read last: what came later is not in it. Null where it never was. */
  readonly kernelPeakReadUs: number | null;
}

/** All that one launch's log says, put in order. */
export interface LaunchRecord {
  readonly device: string;
  readonly planned: PlannedLaunch;
  readonly status: 'complete' | 'partial' | 'missing';
  readonly virtual: boolean;
  readonly trials: readonly TrialRecord[];
  readonly memory: MemorySeries;
  readonly thermal: readonly { readonly tUs: number; readonly state: ThermalState }[];
  readonly startThermalState: ThermalState | null;
  readonly load: LoadRecord | null;
  readonly agent: AgentRecord | null;
  readonly environment: readonly EnvironmentRecord[];
  readonly checkpoints: readonly Pick<
    EventOf<'checkpoint'>,
    'at' | 'footprintBytes' | 'mappedBytes' | 'availableBytes'
  >[];
  readonly probes: readonly Pick<EventOf<'probe'>, 'at' | 'durationUs' | 'coldUs'>[];
  readonly scores: readonly Pick<EventOf<'scores'>, 'case' | 'ids' | 'logProbabilities' | 'likeliest'>[];
  /** Hash of the model file as computed on the device; null where it was not. */
  readonly modelDigest: string | null;
  readonly cooldown: {
    readonly outcome: string;
    readonly waitedMs: number;
    readonly batteryCelsius: number | null;
  } | null;
  readonly faults: readonly {
    readonly code: string;
    readonly message: string;
    readonly trial: number | null;
  }[];
  readonly unknownEvents: number;
  readonly sequenceGaps: number;
  /** Lines that could not be read. */
  readonly problems: readonly string[];
  readonly order: LogOrder;
  /** Other protocol versions than ours that lines name. */
  readonly otherVersions: readonly number[];
}

/** `readyUs` counts from the agent's start. */
export type LoadRecord = Pick<
  EventOf<'model.loaded'>,
  | 'loadUs'
  | 'backend'
  | 'backendRequested'
  | 'engine'
  | 'engineVersion'
  | 'sha256'
  | 'metalAllocatedBytes'
  | 'compileFlags'
  | 'gpuLayers'
  | 'settings'
> & { readonly readyUs: number; readonly regime: RegimeOfLoad };

export type AgentRecord = Pick<
  EventOf<'agent.started'>,
  'agent' | 'launch' | 'run' | 'wallClock' | 'clock' | 'build'
> &
  EventOf<'agent.started'>['device'] & { readonly unreadable: Readonly<Record<string, string>> };

export type EnvironmentRecord = Omit<EventOf<'environment'>, 'v' | 'seq' | 't' | 'type'> & {
  readonly tUs: number;
};

/** One metric's value for a launch, by case. `reason` says why there is none; null is never 0. */
export interface MetricValue {
  readonly metric: string;
  readonly device: string;
  readonly launch: string;
  readonly role: BuildRole | 'reference';
  /** The variant's or server's id; absent where the role names the build. */
  readonly build?: string;
  readonly suite: string;
  /** Case id, or `*` for a value of the whole launch. */
  readonly case: string;
  readonly value: number | null;
  readonly reason: string | null;
  /** A time that had not come when the run ended: it is longer than this, s. */
  readonly censoredAtSeconds: number | null;
  /** Half of the value's stated error, in its unit; null where there is none to state. */
  readonly plusMinus: number | null;
}

/** Everything that the logs of a run say, before builds are compared. */
export interface Measurement {
  readonly manifest: Manifest;
  readonly launches: readonly LaunchRecord[];
  readonly values: readonly MetricValue[];
  readonly summaries: readonly MetricSummary[];
  readonly curves: readonly {
    readonly device: string;
    readonly launch: string;
    readonly role: BuildRole;
    readonly curve: ThrottleCurve;
    readonly speeds: readonly SpeedSample[];
    readonly loadSeconds: number;
  }[];
  readonly caveats: readonly Caveat[];
  /** How variants agree with their source, by build and case; empty in other runs. */
  readonly quality: readonly QualityRecord[];
  /** What tokens of answers write; empty in runs of early versions, whose answers are ids alone. */
  readonly pieces: PiecesByModel;
}

/** One `harness.quality` event. */
export type QualityRecord = Omit<JournalEventOf<'harness.quality'>, 'v' | 'seq' | 't' | 'type'>;
