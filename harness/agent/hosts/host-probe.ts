/** Changes whenever the work does: times of different works are never compared. */
export const PROBE_WORK = 'fixed-work 1';

/** Larger than a core's own cache, small beside a model: the probe must feel the memory as decoding does. */
const WORDS = 2 ** 21;
const PASSES = 12;
/** Iterations that stay in registers: the clock frequency alone decides. */
const SPINS = 2e7;

/**
 * Fixed work on one thread that knows nothing of any model: arithmetic in registers, then passes over memory.
 * A neighbour, a lower frequency or a hot chip lengthen it; about a tenth of a second on an idle host.
 */
export async function hostProbe(): Promise<void> {
  let state = 0x9e3779b9;
  for (let i = 0; i < SPINS; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  const memory = new Float64Array(WORDS).fill(1);
  let sum = 0;
  for (let pass = 0; pass < PASSES; pass++) for (let i = 0; i < WORDS; i++) sum += memory[i] ?? 0;
  // The result is used, so that no compiler leaves the work out.
  if (sum + state === 0) throw new Error('the fixed work did not work');
}
