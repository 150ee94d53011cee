import protobuf from 'protobufjs/light.js';

/** One message of protobuf, read without knowing what it is: values by field number, in order. */
export class WireMessage {
  private readonly fields = new Map<number, (number | Uint8Array)[]>();

  /** @throws Error when the bytes are not protobuf */
  constructor(bytes: Uint8Array) {
    const reader = protobuf.Reader.create(bytes);
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      const value = wireValue(reader, tag & 7);
      const known = this.fields.get(tag >>> 3);
      if (known) known.push(value);
      else this.fields.set(tag >>> 3, [value]);
    }
  }

  /** Numbers of the fields that are there. */
  numbers(): number[] {
    return [...this.fields.keys()];
  }

  count(field: number): number {
    return this.fields.get(field)?.length ?? 0;
  }

  text(field: number): string {
    const value = this.fields.get(field)?.at(-1);
    return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
  }

  integer(field: number): number | null {
    const value = this.fields.get(field)?.at(-1);
    return typeof value === 'number' ? value : null;
  }

  /** Whole numbers of a list, packed or not. */
  integers(field: number): number[] {
    return (this.fields.get(field) ?? []).flatMap((value) =>
      typeof value === 'number' ? [value] : packed(value),
    );
  }

  /** @throws Error when a value is no message */
  messages(field: number): WireMessage[] {
    return (this.fields.get(field) ?? []).map((value) => {
      if (value instanceof Uint8Array) return new WireMessage(value);
      throw new Error(`field ${field} is a number where a message should be`);
    });
  }

  message(field: number): WireMessage | null {
    return this.messages(field).at(-1) ?? null;
  }
}

/** Wire types: 0 a varint, 1 eight bytes, 2 bytes with their length, 5 four bytes. */
function wireValue(reader: protobuf.Reader, wireType: number): number | Uint8Array {
  if (wireType === 0) return Number(reader.int64());
  if (wireType === 1) return reader.double();
  if (wireType === 2) return reader.bytes();
  if (wireType === 5) return reader.float();
  throw new Error(`wire type ${wireType} is not known`);
}

function packed(bytes: Uint8Array): number[] {
  const reader = protobuf.Reader.create(bytes);
  const values: number[] = [];
  while (reader.pos < reader.len) values.push(Number(reader.int64()));
  return values;
}
