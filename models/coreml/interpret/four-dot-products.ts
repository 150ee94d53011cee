/**
 * A WebAssembly module of one function, since nearly all of an interpreted model's time is this loop, and JavaScript
 * multiplies one number at a time: the dot products of one row with four others, four numbers at once.
 *
 * `sums(x, end, to, w0, w1, w2, w3)`: addresses in the memory that it is given. The row lies from `x` up to `end`, a multiple
 * of 16 bytes; for each row at `w0` to `w3` four partial sums are stored from `to` on.
 */
export type FourDotProducts = (
  x: number,
  end: number,
  to: number,
  w0: number,
  w1: number,
  w2: number,
  w3: number,
) => void;

/** Bytes of a vector of four numbers. */
export const VECTOR_BYTES = 16;

// Encodings: webassembly.github.io/spec/core/binary. Locals: seven parameters, then the row's vector and four sums.
const [X, END, TO, FIRST_ROW, VECTOR, FIRST_SUM] = [0, 1, 2, 3, 7, 8];
const ROWS = [0, 1, 2, 3];
const [I32, V128, FUNCTION, NOTHING] = [0x7f, 0x7b, 0x60, 0x40];
const [LOOP, END_OF, BRANCH_IF, I32_CONST, I32_LESS, I32_ADD] = [0x03, 0x0b, 0x0d, 0x41, 0x49, 0x6a];
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
/** Numbers lie at multiples of four bytes: an alignment of 2². */
const load = [0xfd, 0x00, 2, 0];
const storeAt = (offset: number): number[] => [0xfd, 0x0b, 2, offset];
const [add, multiply] = [
  [0xfd, 0xe4, 0x01],
  [0xfd, 0xe6, 0x01],
];
const advance = (local: number): number[] => [
  ...[...get(local), I32_CONST, VECTOR_BYTES, I32_ADD],
  ...set(local),
];

const addProduct = (row: number): number[] => [
  ...get(FIRST_SUM + row),
  ...[...get(VECTOR), ...get(FIRST_ROW + row), ...load, ...multiply],
  ...[...add, ...set(FIRST_SUM + row)],
  ...advance(FIRST_ROW + row),
];

const body = [
  ...[1, 1 + ROWS.length, V128],
  ...[LOOP, NOTHING],
  ...[...get(X), ...load, ...set(VECTOR)],
  ...ROWS.flatMap(addProduct),
  ...advance(X),
  ...[...get(X), ...get(END), I32_LESS, BRANCH_IF, 0, END_OF],
  ...ROWS.flatMap((row) => [...get(TO), ...get(FIRST_SUM + row), ...storeAt(VECTOR_BYTES * row)]),
  END_OF,
];

/** A length in seven bits a byte; none here needs more than two bytes. */
const length = (bytes: readonly number[]): number[] =>
  bytes.length < 0x80 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...length(bytes), ...bytes];
const name = (text: string): number[] => [text.length, ...Buffer.from(text)];

const module = new WebAssembly.Module(
  Uint8Array.from([
    ...[0x00, ...Buffer.from('asm'), 1, 0, 0, 0],
    ...section(1, [1, FUNCTION, 7, ...Array<number>(7).fill(I32), 0]),
    ...section(2, [1, ...name('host'), ...name('memory'), 0x02, 0x00, 0]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('sums'), 0x00, 0]),
    ...section(10, [1, ...length(body), ...body]),
  ]),
);

/** The function over one memory. */
export function fourDotProducts(memory: WebAssembly.Memory): FourDotProducts {
  const { exports } = new WebAssembly.Instance(module, { host: { memory } });
  return exports['sums'] as FourDotProducts;
}
