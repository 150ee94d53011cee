/** What a `tokens` line and the end of its trial say of times. */
export interface TimedTokens {
  /** Prompt submitted, µs since the agent's start. */
  readonly t0: number;
  /** First entry: time to first token; then one entry a token, or one a chunk of text. */
  readonly deltasUs: ArrayLike<number>;
  /** Several tokens may have come at once. */
  readonly bundled?: boolean;
  /** The engine's own count; where there are fewer or more entries than tokens, an entry is a chunk of text. */
  readonly generatedTokens?: number;
}

/** Tokens that an engine gave at one moment, and the time that it took for them. Times in µs. */
export interface HandOver {
  readonly startUs: number;
  readonly durationUs: number;
  /** One, but for bundles and chunks of text. */
  readonly tokens: number;
}

/** In a bundled trial an entry shorter than this share of the mean one came with the entry before it. */
const SHARE_OF_MEAN = 0.5;

/**
 * The times of one trial's tokens: the only place that adds up deltas. An entry is a token, or a chunk of text where ids
 * are unknown; the first one belongs to prefill. Tokens of a bundle share the time that the whole bundle took.
 */
export class TokenTimes {
  private readonly tokens: TimedTokens;
  private cumulative: Float64Array | null = null;

  constructor(tokens: TimedTokens) {
    this.tokens = tokens;
  }

  /** Prompt submitted, µs since the agent's start. */
  get startUs(): number {
    return this.tokens.t0;
  }

  /** Number of entries. */
  get count(): number {
    return this.tokens.deltasUs.length;
  }

  /** Time to the first entry, µs; null without one. */
  get firstUs(): number | null {
    return this.count > 0 ? this.deltaUs(0) : null;
  }

  /** From the prompt to the last entry, µs. */
  get durationUs(): number {
    return this.sumFrom(0);
  }

  /** When the last entry came, µs since the agent's start. */
  get endUs(): number {
    return this.startUs + this.durationUs;
  }

  /** From the first entry to the last, µs: the first token belongs to prefill. */
  get decodeUs(): number {
    return this.sumFrom(1);
  }

  /** Time before each entry but the first, µs; unsorted, a copy. */
  get intervalsUs(): Float64Array {
    return Float64Array.from(this.tokens.deltasUs).subarray(1);
  }

  /**
   * Tokens that came after the first hand-over, and the time they took, µs. The first hand-over counts in neither, also where
   * it is a bundle.
   */
  get decoded(): { readonly tokens: number; readonly us: number } {
    let [decoded, us] = [0, 0];
    this.eachHandOver(({ tokens, durationUs }, index) => {
      if (index === 0) return;
      decoded += tokens;
      us += durationUs;
    });
    return { tokens: decoded, us };
  }

  /** Decode speed, tokens a second; null where no time passed after the first hand-over. */
  get tokensPerSecond(): number | null {
    const { tokens, us } = this.decoded;
    return us > 0 ? tokens / (us / 1e6) : null;
  }

  /** When an entry came, µs since the agent's start. @throws RangeError for an entry that is not there */
  at(index: number): number {
    this.cumulative ??= this.accumulate();
    const at = this.cumulative[index];
    if (at === undefined) throw new RangeError(`there is no entry ${index} among ${this.count}`);
    return at;
  }

  /** Tokens of a stretch of time, µs since the agent's start; one under way counts by its part. */
  tokensBetween(fromUs: number, toUs: number): number {
    let sum = 0;
    this.eachHandOver(({ startUs, durationUs, tokens }) => {
      const endUs = startUs + durationUs;
      if (startUs >= toUs || endUs < fromUs) return;
      const insideUs = Math.min(endUs, toUs) - Math.max(startUs, fromUs);
      sum += durationUs > 0 && insideUs < durationUs ? (tokens * insideUs) / durationUs : tokens;
    });
    return sum;
  }

  /** Visits the hand-overs in order; the first one holds the prefill. */
  eachHandOver(visit: (handOver: HandOver, index: number) => void): void {
    const { count } = this;
    const perEntry = this.tokensPerEntry();
    const togetherUs = this.tokens.bundled ? (SHARE_OF_MEAN * this.decodeUs) / Math.max(1, count - 1) : -1;
    let startUs = this.startUs;
    for (let next = 0, index = 0; next < count; index++) {
      let durationUs = this.deltaUs(next++);
      let entries = 1;
      for (; next < count && this.deltaUs(next) <= togetherUs; next++, entries++)
        durationUs += this.deltaUs(next);
      visit({ startUs, durationUs, tokens: entries * perEntry }, index);
      startUs += durationUs;
    }
  }

  /** Nothing says how many tokens a single chunk of text holds: all count alike. */
  private tokensPerEntry(): number {
    const { generatedTokens } = this.tokens;
    return generatedTokens === undefined || this.count === 0 ? 1 : generatedTokens / this.count;
  }

  private deltaUs(index: number): number {
    return this.tokens.deltasUs[index] ?? 0;
  }

  private sumFrom(first: number): number {
    let sum = 0;
    for (let i = first; i < this.count; i++) sum += this.deltaUs(i);
    return sum;
  }

  private accumulate(): Float64Array {
    const times = new Float64Array(this.count);
    let at = this.startUs;
    for (let i = 0; i < times.length; i++) {
      at += this.deltaUs(i);
      times[i] = at;
    }
    return times;
  }
}
