import type { MetricComparison } from '../harness/judge/comparison.ts';
import type { RunVerdict, VerdictWord } from '../harness/judge/gate.ts';
import type { ServerCrossover } from '../harness/measure/server-crossover.ts';
import type { VariantRow } from '../harness/measure/variants.ts';

/** All that one page shows: plain data, already computed. */
export interface ReportModel {
  readonly run: string;
  readonly startedAt: string;
  readonly builds: readonly {
    readonly role: string;
    readonly name: string;
    readonly version: string;
    readonly app: string;
    readonly model: string;
  }[];
  /** Null when every phone was a real one. */
  readonly virtualNote: string | null;
  readonly verdict: RunVerdict;
  readonly coverage: string;
  readonly command: string;
  readonly devices: readonly DeviceRow[];
  readonly comparisons: readonly MetricComparison[];
  readonly deviceNames: Readonly<Record<string, string>>;
  readonly timelines: readonly Timeline[];
  readonly prompts: readonly PromptRow[];
  readonly reference: readonly ReferenceRow[];
  /** Absent in runs that compare a candidate with a baseline. */
  readonly variants?: readonly VariantRow[];
  readonly crossovers?: readonly ServerCrossover[];
  readonly environment: readonly (readonly [fact: string, value: string])[];
  readonly caveats: readonly {
    readonly where: string;
    readonly code: string;
    readonly message: string;
    readonly invalidates: boolean;
  }[];
}

export interface DeviceRow {
  readonly id: string;
  readonly name: string;
  readonly virtual: boolean;
  readonly verdict: VerdictWord;
  readonly decode: number | null;
  readonly changePercent: number | null;
  readonly ci95Percent: readonly [number, number] | null;
  readonly marginPercent: number;
  readonly ttft: number | null;
  readonly peakMiB: number | null;
  readonly retentionPercent: number | null;
  /** Share of the soak at thermal state serious or worse, %. */
  readonly seriousPercent: number | null;
}

/** The launches that a reader may plot: token times in µs deltas, memory, thermal bands. */
export interface Timeline {
  readonly device: string;
  readonly launch: string;
  readonly role: string;
  readonly title: string;
  readonly tokens: readonly {
    readonly t0: number;
    readonly deltasUs: readonly number[];
    readonly case: string;
  }[];
  readonly memory: { readonly tUs: readonly number[]; readonly footprintBytes: readonly number[] };
  readonly thermal: readonly { readonly tUs: number; readonly state: string }[];
  readonly endUs: number;
  readonly bins: readonly {
    readonly startSecond: number;
    readonly medianMs: number;
    readonly p95Ms: number;
    readonly tokens: number;
    readonly state: string;
  }[];
}

export interface PromptRow {
  readonly device: string;
  readonly suite: string;
  readonly case: string;
  readonly baselineRate: number | null;
  readonly candidateRate: number | null;
  readonly baselineTtft: number | null;
  readonly candidateTtft: number | null;
}

export interface ReferenceRow {
  readonly device: string;
  readonly case: string;
  readonly ratio: number | null;
  readonly parityPercent: number | null;
}
