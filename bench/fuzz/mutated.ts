import type { Random } from '../../harness/statistics/random.ts';

/** Bytes and numbers at which readers err: ends of ranges, signs, lengths that lead elsewhere. */
const HOSTILE_BYTES = [0x00, 0x01, 0x0f, 0x7f, 0x80, 0xaf, 0xdf, 0xff, 0x22, 0x3c, 0x5b, 0x7b];
const HOSTILE_NUMBERS = [
  0n,
  1n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x7fffffffffffffffn,
  0xffffffffffffffffn,
];
const MOST_EDITS = 6;
/** What grows by being copied into itself stays about as large as it was. */
const MOST_GROWTH = 4096;

/** One of these inputs, changed in up to six places; now and then cut, or mixed with another. Equal streams give equal bytes. */
export function mutated(inputs: readonly Buffer[], random: Random): Buffer {
  const whole = (below: number): number => Math.floor(random.uniform() * below);
  const one = <T>(items: readonly T[]): T => items[whole(items.length)] as T;
  let bytes = Buffer.from(one(inputs));
  const edits: readonly (() => Buffer)[] = [
    () => flipped(bytes, whole(bytes.length * 8)),
    () => replaced(bytes, whole(bytes.length), Buffer.from([one(HOSTILE_BYTES)])),
    () =>
      replaced(
        bytes,
        whole(bytes.length),
        numberOf(one(HOSTILE_NUMBERS), one([2, 4, 8]), one([true, false])),
      ),
    () => bytes.subarray(0, whole(bytes.length)),
    () => without(bytes, whole(bytes.length), whole(64)),
    () => inserted(bytes, whole(bytes.length), part(bytes, whole(bytes.length), whole(MOST_GROWTH))),
    () => inserted(bytes, whole(bytes.length), Buffer.alloc(whole(64), one(HOSTILE_BYTES))),
    () => spliced(bytes, one(inputs), random.uniform()),
  ];
  for (let left = 1 + whole(MOST_EDITS); left > 0 && bytes.length > 0; left--)
    bytes = Buffer.from(one(edits)());
  return bytes;
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const at = bit >> 3;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
  return bytes;
}

function replaced(bytes: Buffer, at: number, by: Buffer): Buffer {
  by.copy(bytes, at);
  return bytes;
}

function numberOf(value: bigint, size: number, isBig: boolean): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  const low = Buffer.from(bytes.subarray(0, size));
  return isBig ? low.reverse() : low;
}

const part = (bytes: Buffer, at: number, length: number): Buffer => bytes.subarray(at, at + length);

const without = (bytes: Buffer, at: number, length: number): Buffer =>
  Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);

const inserted = (bytes: Buffer, at: number, more: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);

/** The beginning of one and the end of another, at the same share of their lengths. */
const spliced = (bytes: Buffer, other: Buffer, share: number): Buffer =>
  Buffer.concat([
    bytes.subarray(0, Math.floor(share * bytes.length)),
    other.subarray(Math.floor(share * other.length)),
  ]);
