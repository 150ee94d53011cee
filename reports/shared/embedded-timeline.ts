/** One launch as the browser needs it: token times as int32 µs deltas, cycles by length. */
export interface EmbeddedTimeline {
  readonly device: string;
  readonly launch: string;
  readonly title: string;
  readonly role: string;
  readonly endUs: number;
  /** µs of each trial's start, its number of tokens and its case. */
  readonly trials: readonly (readonly [t0: number, tokens: number, name: string])[];
  readonly thermal: readonly { readonly tUs: number; readonly state: string }[];
  /** Where its numbers start in the packed column, and how many memory samples follow the tokens. */
  readonly offset: number;
  readonly samples: number;
}
