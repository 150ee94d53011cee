/** What the browser gets of all launches, beside one packed int32 column of their numbers. */
export interface EmbeddedTimelines {
  readonly launches: readonly EmbeddedTimeline[];
  /** Names of cases, and what tokens write by model; launches point into them. */
  readonly cases: readonly string[];
  readonly vocabularies: readonly (readonly (readonly [id: number, text: string])[])[];
  /** Where the ids of answers start in the column, and how long each is: greedy answers repeat, so each stands once. */
  readonly answersAt: number;
  readonly answers: readonly number[];
}

/** One launch as the browser needs it. In the column: µs deltas of its trials' entries, memory times as deltas, then KiB. */
export interface EmbeddedTimeline {
  readonly device: string;
  readonly launch: string;
  readonly suite: string;
  readonly block: number;
  readonly title: string;
  readonly role: string;
  readonly endUs: number;
  readonly trials: readonly EmbeddedTrial[];
  /** The state at the start and each change of it. */
  readonly thermal: readonly { readonly tUs: number; readonly state: string }[];
  /** Charged memory at which the system would kill the app; null where the device does not say. */
  readonly limitMiB: number | null;
  /** Index of its model's vocabulary; null where nobody wrote down what its tokens write. */
  readonly vocabulary: number | null;
  /** Where its numbers start in the packed column, and how many memory samples follow the tokens. */
  readonly offset: number;
  readonly samples: number;
}

/** µs of its start, its number of entries, the index of its case, 1 where it is scored, and that of its answer's ids or −1. */
export type EmbeddedTrial = readonly [
  t0: number,
  entries: number,
  caseIndex: number,
  scored: 0 | 1,
  answer: number,
];
