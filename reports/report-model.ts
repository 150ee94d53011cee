import type { Agreement } from '../harness/judge/answers/agreement.ts';
import type { ExpectedAnswer } from '../harness/judge/answers/expected-answers.ts';
import type { FlawedAnswer } from '../harness/judge/answers/flawed-answers.ts';
import type { MetricComparison } from '../harness/judge/change.ts';
import type { Reading } from '../harness/judge/decide.ts';
import type { ModelLoads } from '../harness/judge/model-loads.ts';
import type { OutputDifference } from '../harness/judge/output.ts';
import type { ServerCrossover } from '../harness/judge/server-crossover.ts';
import type { VariantRow } from '../harness/judge/variant-row.ts';
import type { RunVerdict, VerdictWord } from '../harness/judge/verdict.ts';
import type { Caveat } from '../harness/measure/caveat.ts';
import type { SpeedSample } from '../harness/measure/throttle/speed-sample.ts';
import type { TokenBin } from './shared/token-bins.ts';
import type { SlowPlace } from './slow-places.ts';

/** All that one page shows: plain data, already computed. */
export interface ReportModel {
  readonly run: string;
  readonly startedAt: string;
  readonly builds: readonly {
    readonly role: string;
    readonly name: string;
    readonly version: string;
    /** Of its source; absent: not told. */
    readonly commit?: string | undefined;
    readonly app: string;
    readonly model: string;
  }[];
  /** Null when every phone was a real one. */
  readonly virtualNote: string | null;
  readonly verdict: RunVerdict;
  /** Launches on phones. */
  readonly launches: { readonly complete: number; readonly planned: number };
  /** What a run that failed fast left out, a sentence a phone. */
  readonly skipped: readonly string[];
  readonly command: string;
  readonly devices: readonly DeviceRow[];
  readonly comparisons: readonly MetricComparison[];
  readonly deviceNames: Readonly<Record<string, string>>;
  /** In the order of the plan. */
  readonly phones: readonly Phone[];
  /** Suites of which a run has few launches, since each takes long. */
  readonly soaks: readonly { readonly suite: string; readonly pairs: number }[];
  readonly slowPlaces: readonly SlowPlace[];
  readonly curves: readonly CurveRow[];
  readonly timelines: readonly Timeline[];
  readonly vocabularies: readonly VocabularyRow[];
  readonly prompts: readonly PromptRow[];
  readonly reference: readonly ReferenceRow[];
  /** Absent where nobody answered anything that can be told. */
  readonly answers?: AnswersModel | undefined;
  /** Absent in runs that compare a candidate with a baseline. */
  readonly variants?: readonly VariantRow[];
  readonly crossovers?: readonly ServerCrossover[];
  readonly measures: readonly MeasureRow[];
  readonly loads: readonly LoadRow[];
  readonly environment: EnvironmentModel;
  readonly caveats: readonly Caveat[];
}

export type Fact = readonly [fact: string, value: string];

/** What ran where. */
export interface EnvironmentModel {
  readonly run: readonly Fact[];
  /** In the order of the values of `ofBuilds`. */
  readonly builds: readonly string[];
  /** What differs between the builds comes first. */
  readonly ofBuilds: readonly {
    readonly fact: string;
    readonly values: readonly string[];
    readonly differs: boolean;
  }[];
  readonly devices: readonly { readonly name: string; readonly facts: readonly Fact[] }[];
  readonly unreadable: readonly UnreadableFacts[];
}

/** Facts that some devices could not tell, for one reason. */
export interface UnreadableFacts {
  readonly devices: readonly string[];
  readonly facts: readonly string[];
  readonly reason: string;
}

/** What the builds answered. */
export interface AnswersModel {
  readonly differences: readonly (OutputDifference & { readonly device: string })[];
  readonly flawed: readonly FlawedAnswer[];
  readonly expected: readonly ExpectedAnswer[];
  readonly agreements: readonly AgreementRow[];
}

/** How the answers of two sides agree on one phone. */
export type AgreementRow = Agreement & { readonly device: string; readonly of: string };

/** A phone in one suite. */
export interface DeviceRow {
  readonly id: string;
  readonly name: string;
  readonly virtual: boolean;
  readonly verdict: VerdictWord;
  readonly suite: string;
  /** The candidate's value for each of `deviceColumns`. */
  readonly values: readonly (number | null)[];
  /** The metric that the change is of: the first that decides in this suite; null without any. */
  readonly changeOf: string | null;
  readonly changePercent: number | null;
  readonly ci95Percent: readonly [number, number] | null;
  readonly marginPercent: number;
  /** Null without a change that decides. */
  readonly reading: Reading | null;
}

export interface Phone {
  readonly id: string;
  readonly name: string;
  readonly chip: string;
}

/** One soak: its speed by second of load, and what the analysis read from it. */
export interface CurveRow {
  readonly device: string;
  readonly role: string;
  readonly suite: string;
  readonly launch: string;
  /** Such as "soak 1, baseline". */
  readonly title: string;
  /** Times are seconds of load. */
  readonly speeds: readonly SpeedSample[];
  readonly loadSeconds: number;
  readonly burst: number;
  readonly burstUnstable: boolean;
  readonly plateau: number;
  readonly plateauReached: boolean;
  readonly retentionPercent: number;
  /** Null: not within the soak. */
  readonly onsetSeconds: number | null;
  readonly t25Seconds: number | null;
  /** The states that the phone reported, in order; the first holds from the start. */
  readonly thermal: readonly { readonly fromSecond: number; readonly state: string }[];
}

/** The launches that a reader may plot: token times in µs deltas, memory, thermal states. */
export interface Timeline {
  readonly device: string;
  readonly launch: string;
  readonly suite: string;
  readonly block: number;
  readonly role: string;
  readonly title: string;
  readonly tokens: readonly TimelineTrial[];
  readonly memory: { readonly tUs: readonly number[]; readonly footprintBytes: readonly number[] };
  /** Charged memory at which the system would kill the app; null where the device does not say. */
  readonly limitBytes: number | null;
  /** The state at the start and each change of it. */
  readonly thermal: readonly { readonly tUs: number; readonly state: string }[];
  /** Index of its model's row among the vocabularies; null without one. */
  readonly vocabulary: number | null;
  readonly endUs: number;
  readonly bins: readonly TokenBin[];
}

/** One trial of a launch; `t0` is µs since the agent's start. */
export interface TimelineTrial {
  readonly t0: number;
  readonly deltasUs: readonly number[];
  readonly case: string;
  readonly scored: boolean;
  /** Null where the engine returns text only. */
  readonly ids: readonly number[] | null;
}

/** What tokens of one model write, as one line each; only what the run wrote down. */
export interface VocabularyRow {
  readonly model: string;
  readonly texts: readonly (readonly [id: number, text: string])[];
}

/** One metric of one phone and suite, as it is shown. */
export interface MeasureRow {
  readonly device: string;
  readonly suite: string;
  readonly metric: string;
  readonly name: string;
  readonly unit: string;
  readonly baseline: ShownValue;
  readonly candidate: ShownValue;
}

/** A number or a bound; a dash with the reason why there is neither. */
export interface ShownValue {
  readonly text: string;
  readonly reason: string | null;
}

/** Model loads of one build on one phone in one suite; regimes stand apart. */
export interface LoadRow {
  readonly device: string;
  readonly suite: string;
  readonly role: string;
  readonly loads: ModelLoads;
}

export interface PromptRow {
  readonly device: string;
  readonly suite: string;
  readonly case: string;
  readonly baselineRate: number | null;
  readonly candidateRate: number | null;
  readonly baselineTtft: number | null;
  readonly candidateTtft: number | null;
  /** Share of drafted tokens that were accepted, %; null where nothing was decoded speculatively. */
  readonly baselineAccepted: number | null;
  readonly candidateAccepted: number | null;
}

export interface ReferenceRow {
  readonly device: string;
  readonly suite: string;
  readonly case: string;
  readonly ratio: number | null;
  readonly parityPercent: number | null;
}
