import { createRandom, seedOf } from '../harness/statistics/random.ts';
import { tensorTypes } from './gguf/tensor-types.ts';
import { toHalf } from './quantise/half.ts';
import { quantise, type WritableType } from './quantise/quantise.ts';

/** Random bytes, and room to start anywhere in them. */
const POOL_BYTES = 48 << 20;
const CHUNK_BYTES = 8 << 20;
/** Random numbers for types that are not made of blocks. */
const POOL_NUMBERS = 4 << 20;
const CHUNK_NUMBERS = 1 << 20;

/** Sets the scales of random blocks so that the weights have mean zero and the standard deviation asked for. */
type SetScales = (blocks: DataView, count: number, sigma: number) => void;

/** Standard deviations of uniform levels: 4 bit 4.61 around 7.5, 5 bit 9.23 around 15.5, 6 bit 18.5, 8 bit 73.9. */
const scaleSetters: Partial<Record<WritableType, SetScales>> = {
  Q4_0: (blocks, count, sigma) => {
    // Levels lean to -0.5, so that a random sign is needed for a mean of zero; it is taken from a random byte.
    const [plus, minus] = [toHalf(sigma / 4.61), toHalf(-sigma / 4.61)];
    for (let i = 0, at = 0; i < count; i++, at += 18)
      blocks.setUint16(at, blocks.getUint8(at + 3) & 64 ? plus : minus, true);
  },
  Q8_0: (blocks, count, sigma) => {
    const scale = toHalf(sigma / 73.9);
    for (let i = 0, at = 0; i < count; i++, at += 34) blocks.setUint16(at, scale, true);
  },
  Q4_K: (blocks, count, sigma) => setGroupScales(blocks, count, 144, sigma / 4.61 / MIDDLE, 7.5),
  Q5_K: (blocks, count, sigma) => setGroupScales(blocks, count, 176, sigma / 9.23 / MIDDLE, 15.5),
  Q6_K: (blocks, count, sigma) => {
    const scale = toHalf(sigma / 18.5 / MIDDLE);
    for (let i = 0, at = 0; i < count; i++, at += 210) {
      blocks.setUint16(at + 208, scale, true);
      for (let group = at + 192; group < at + 208; group++)
        blocks.setInt8(group, blocks.getUint8(group) & 1 ? MIDDLE : -MIDDLE);
    }
  },
};

/** The scale and the minimum of every group, half of what 6 bits hold. */
const MIDDLE = 32;

/** Twelve bytes that say 32 for all eight scales and all eight minima. */
function setGroupScales(
  blocks: DataView,
  count: number,
  bytes: number,
  scale: number,
  meanLevel: number,
): void {
  const [block, minimum] = [toHalf(scale), toHalf(scale * meanLevel)];
  for (let i = 0, at = 0; i < count; i++, at += bytes) {
    blocks.setUint16(at, block, true);
    blocks.setUint16(at + 2, minimum, true);
    blocks.setUint32(at + 4, 0xa0a0a0a0, true);
    blocks.setUint32(at + 8, 0xa0a0a0a0, true);
    blocks.setUint32(at + 12, 0, true);
  }
}

/**
 * Weights for models of billions of them, at the speed of the disk: blocks are cut out of one pool of random bytes, and
 * only their scales are set. Equal seeds give equal bytes.
 */
export class PooledBlocks {
  private readonly seed: number;
  private readonly bytes: Uint8Array;
  private numbers: Float32Array | null = null;
  private readonly chunk = new Uint8Array(CHUNK_BYTES);

  constructor(seed: number) {
    this.seed = seed;
    const random = createRandom(seedOf(seed, 'pool'));
    const words = Uint32Array.from({ length: POOL_BYTES / 4 }, () => random.uniform() * 2 ** 32);
    this.bytes = new Uint8Array(words.buffer);
  }

  /** `count` weights of a tensor, as bytes of its type; a piece is valid until the next one. */
  *weights(tensor: string, type: WritableType, count: number, sigma: number): Iterable<Uint8Array> {
    const setScales = scaleSetters[type];
    const random = createRandom(seedOf(this.seed, tensor));
    if (!setScales) {
      yield* this.fromNumbers(random.uniform, type, count, sigma);
      return;
    }
    const { elements, bytes } = tensorTypes[type];
    const most = Math.floor(CHUNK_BYTES / bytes);
    for (let left = count / elements; left > 0; left -= most) {
      const blocks = Math.min(most, left);
      const chunk = this.chunk.subarray(0, blocks * bytes);
      const from = Math.floor(random.uniform() * (POOL_BYTES - CHUNK_BYTES));
      chunk.set(this.bytes.subarray(from, from + chunk.length));
      setScales(new DataView(chunk.buffer, 0, chunk.length), blocks, sigma);
      yield chunk;
    }
  }

  private *fromNumbers(
    uniform: () => number,
    type: WritableType,
    count: number,
    sigma: number,
  ): Iterable<Uint8Array> {
    this.numbers ??= gaussians(this.seed);
    for (let left = count; left > 0; left -= CHUNK_NUMBERS) {
      const from = Math.floor(uniform() * (POOL_NUMBERS - CHUNK_NUMBERS));
      const values = this.numbers.slice(from, from + Math.min(CHUNK_NUMBERS, left));
      for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * sigma;
      yield quantise[type](values);
    }
  }
}

function gaussians(seed: number): Float32Array {
  const random = createRandom(seedOf(seed, 'numbers'));
  return Float32Array.from({ length: POOL_NUMBERS }, () => random.gauss());
}
