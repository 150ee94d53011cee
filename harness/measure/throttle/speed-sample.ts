/** Decode speed of one second of decoding. */
export interface SpeedSample {
  /** When it began, seconds since the load did: prefill between cycles is load too, and heats. */
  readonly atSecond: number;
  readonly tokensPerSecond: number;
}
