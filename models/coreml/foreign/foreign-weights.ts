import { openRegularFile } from '../../../harness/files/read-user-file.ts';
import { readAt } from '../../open-model.ts';
import { HEADER_BYTES, SENTINEL } from '../blob/blob-layout.ts';
import { packagePart, weightsPath } from '../package/package-files.ts';
import type { WireMessage } from './wire.ts';

/** A constant that lies in the weight file. */
export interface ForeignConstant {
  readonly offset: number;
  readonly elements: number;
}

/** Numbers in `MIL.proto`: Operation.inputs 2, attributes 5; Argument.arguments 1; Binding.value 2; map entries 1 and 2. */
export function constantsOf(operation: WireMessage): ForeignConstant[] {
  const bound = operation
    .messages(2)
    .flatMap((entry) => (entry.message(2)?.messages(1) ?? []).map((each) => each.message(2)));
  const attributes = operation.messages(5).map((entry) => entry.message(2));
  return [...bound, ...attributes].flatMap((value) => (value ? constantOf(value) : []));
}

/** Value: type 2 with tensorType 1, whose dimensions 3 have a constant 1 of a size 1; blobFileValue 5 with an offset 2. */
function constantOf(value: WireMessage): ForeignConstant[] {
  const blob = value.message(5);
  if (!blob) return [];
  const dimensions = value.message(2)?.message(1)?.messages(3) ?? [];
  const sizes = dimensions.map((each) => each.message(1)?.integer(1) ?? 1);
  return [{ offset: blob.integer(2) ?? 0, elements: sizes.reduce((all, size) => all * size, 1) }];
}

/** Names of the types in a weight file, by their number there. */
const blobTypes: Readonly<Record<number, string>> = {
  1: 'fp16',
  2: 'fp32',
  3: 'uint8',
  4: 'int8',
  5: 'bf16',
  6: 'int16',
  7: 'uint16',
  8: 'int4',
  9: 'uint1',
  10: 'uint2',
  11: 'uint4',
  12: 'uint3',
  13: 'uint6',
  14: 'int32',
  15: 'uint32',
};

export interface ForeignWeights {
  readonly sizeBytes: number;
  readonly bytesByType: Readonly<Record<string, number>>;
  readonly problems: readonly { readonly where: string; readonly what: string }[];
}

const METADATA = 32;

/** Looks each constant up in the weight file; a package without constants has none. @throws Error when the file cannot be read */
export async function foreignWeights(
  folder: string,
  constants: readonly ForeignConstant[],
): Promise<ForeignWeights> {
  if (constants.length === 0) return { sizeBytes: 0, bytesByType: {}, problems: [] };
  const path = weightsPath(folder);
  await packagePart(folder, path);
  const file = await openRegularFile(path);
  try {
    const { size } = await file.stat();
    const bytesByType: Record<string, number> = {};
    const problems: { where: string; what: string }[] = [];
    const lost = (offset: number): void =>
      void problems.push({ where: 'weights', what: `no blob can stand at ${offset} of ${size} bytes` });
    for (const offset of new Set(constants.map((each) => each.offset))) {
      if (offset < HEADER_BYTES || offset + METADATA > size) {
        lost(offset);
        continue;
      }
      const head = Buffer.alloc(METADATA);
      await readAt(file, head, offset, path);
      const [bytes, at] = [Number(head.readBigUInt64LE(8)), Number(head.readBigUInt64LE(16))];
      if (head.readUInt32LE(0) !== SENTINEL || at + bytes > size) lost(offset);
      const type = blobTypes[head.readUInt32LE(4)] ?? 'unknown';
      bytesByType[type] = (bytesByType[type] ?? 0) + Math.min(bytes, size);
    }
    return { sizeBytes: size, bytesByType, problems };
  } finally {
    await file.close();
  }
}
