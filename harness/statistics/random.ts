/** A seeded stream of random numbers; equal seeds give equal streams on every platform. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  gauss(): number;
  /** The items in a new random order. */
  shuffle<T>(items: readonly T[]): T[];
}

/** sfc32 (PractRand's small fast counter generator). */
export function createRandom(seed: number): Random {
  let a = seed >>> 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  // The first values still resemble the seed.
  for (let i = 0; i < 20; i++) next();
  const uniform = (): number => next() / 4294967296;
  return {
    uniform,
    gauss: () => Math.sqrt(-2 * Math.log((next() + 1) / 4294967297)) * Math.cos(2 * Math.PI * uniform()),
    shuffle(items) {
      const shuffled = [...items];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = Math.floor(uniform() * (i + 1));
        const [one, other] = [shuffled[i], shuffled[j]];
        if (one !== undefined && other !== undefined) [shuffled[i], shuffled[j]] = [other, one];
      }
      return shuffled;
    },
  };
}

/** A seed for one part of a whole, so that parts do not share a stream (FNV-1a over the text). */
export function seedOf(seed: number, part: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ part.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
