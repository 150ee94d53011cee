/** A property list of an app or a service has some hundred values; these are far above and end in milliseconds. */
const MOST_VALUES = 100_000;
const MOST_BYTES = 16 << 20;
const DEEPEST = 64;

const HEADER_BYTES = 8;
const TRAILER_BYTES = 32;

/** Kinds of values, the upper half of a value's first byte. */
const Kind = {
  INTEGER: 1,
  REAL: 2,
  DATE: 3,
  DATA: 4,
  ASCII: 5,
  UTF16: 6,
  UID: 8,
  ARRAY: 10,
  DICTIONARY: 13,
} as const;

interface Layout {
  readonly view: DataView;
  readonly referenceBytes: number;
  readonly values: number;
  readonly offsetBytes: number;
  readonly tableAt: number;
}

/**
 * Walks a binary property list as its reader will, but counts instead of building. A value may be named by many others,
 * so that 400 bytes can stand for 2^60 values: what counts is what the reader would make, not how long the file is.
 * @throws Error when it is broken, holds itself, or would become larger than any property list that is meant
 */
export function refuseUnboundedBinary(bytes: Uint8Array): void {
  const layout = layoutOf(bytes);
  const spent = { values: 0, bytes: 0 };
  const visit = (value: number, depth: number): void => {
    if (depth > DEEPEST) throw new Error(`its values are nested more than ${DEEPEST} deep`);
    const { size, holds } = valueAt(layout, value);
    spent.values += 1;
    spent.bytes += size;
    if (spent.values > MOST_VALUES) throw new Error(`it stands for more than ${MOST_VALUES} values`);
    if (spent.bytes > MOST_BYTES) throw new Error(`it stands for more than ${MOST_BYTES} bytes`);
    for (const held of holds) visit(held, depth + 1);
  };
  visit(unsigned(layout.view, bytes.length - 16, 8), 0);
}

function layoutOf(bytes: Uint8Array): Layout {
  if (bytes.length < HEADER_BYTES + TRAILER_BYTES)
    throw new Error('it is too short for a binary property list');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const trailer = bytes.length - TRAILER_BYTES;
  const layout = {
    view,
    offsetBytes: view.getUint8(trailer + 6),
    referenceBytes: view.getUint8(trailer + 7),
    values: unsigned(view, trailer + 8, 8),
    tableAt: unsigned(view, trailer + 24, 8),
  };
  const isSound = [layout.offsetBytes, layout.referenceBytes].every((size) => [1, 2, 4, 8].includes(size));
  if (!isSound || layout.tableAt + layout.values * layout.offsetBytes > trailer)
    throw new Error('its table of values does not fit into it');
  return layout;
}

/** Bytes of a value of its own, and the numbers of the values that it holds. */
function valueAt(layout: Layout, value: number): { size: number; holds: Iterable<number> } {
  const { view, values, offsetBytes, tableAt, referenceBytes } = layout;
  if (value >= values) throw new Error(`it names value ${value} of ${values}`);
  const at = unsigned(view, tableAt + value * offsetBytes, offsetBytes);
  const marker = view.getUint8(at);
  const kind = marker >> 4;
  const { length, from } = lengthAt(view, at, kind, marker & 15);
  const entries = kind === Kind.DICTIONARY ? 2 * length : kind === Kind.ARRAY ? length : 0;
  const size = entries * referenceBytes || contentBytes(kind, length);
  if (from + size > view.byteLength) throw new Error(`value ${value} does not fit into it`);
  return { size, holds: references(view, from, entries, referenceBytes) };
}

/** Lengths from 15 on stand behind the first byte, as an integer. */
function lengthAt(view: DataView, at: number, kind: number, short: number): { length: number; from: number } {
  const counts: readonly number[] = [Kind.DATA, Kind.ASCII, Kind.UTF16, Kind.ARRAY, Kind.DICTIONARY];
  if (short < 15 || !counts.includes(kind)) return { length: short, from: at + 1 };
  const bytes = 2 ** (view.getUint8(at + 1) & 15);
  return { length: unsigned(view, at + 2, bytes), from: at + 2 + bytes };
}

function contentBytes(kind: number, length: number): number {
  if (kind === Kind.INTEGER || kind === Kind.REAL) return 2 ** length;
  if (kind === Kind.DATE) return 8;
  if (kind === Kind.UID) return length + 1;
  if (kind === Kind.DATA || kind === Kind.ASCII) return length;
  return kind === Kind.UTF16 ? 2 * length : 0;
}

function* references(view: DataView, from: number, count: number, bytes: number): Generator<number> {
  for (let i = 0; i < count; i++) yield unsigned(view, from + i * bytes, bytes);
}

/** Big-endian. What is above 2^53 is rounded, and beyond the end of any file all the same. */
function unsigned(view: DataView, at: number, bytes: number): number {
  let value = 0;
  for (let i = 0; i < bytes; i++) value = value * 256 + view.getUint8(at + i);
  return value;
}
