import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One field of protobuf: a whole number, a text, or a message made of fields. */
export type Field = readonly [number: number, value: number | string | readonly Field[]];

export function bytesOf(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
      const content = typeof value === 'string' ? Buffer.from(value) : bytesOf(value);
      return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
    }),
  );
}

function varint(value: number): Buffer {
  // An int64 of −1 has ten bytes.
  if (value < 0) return Buffer.from([...new Array<number>(9).fill(0xff), 1]);
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) + 128);
  }
}

/** 32-bit numbers, in `FeatureTypes.proto`. */
export const FLOAT = 65_568;
/** A feature: name 1, type 3 with an array 5. */
export const array = (name: string, ...fields: Field[]): Field => [
  1,
  [
    [1, name],
    [3, [[5, fields]]],
  ],
];

/** A program with one constant of 2 × 3 in the weight file, as field 3 → 2 of its block says. */
export function foreignPackage(folder: string, name: string, offset: number): string {
  const path = join(folder, `${name}.mlpackage`);
  const data = join(path, 'Data/com.apple.CoreML');
  mkdirSync(join(data, 'weights'), { recursive: true });
  const dimension = (size: number): Field => [3, [[1, [[1, size]]]]];
  const type: Field = [2, [[1, [[1, 10], [2, 2], dimension(2), dimension(3)]]]];
  const constant: Field = [
    5,
    [
      [1, 'val'],
      [
        2,
        [
          type,
          [
            5,
            [
              [1, '@model_path/weights/weight.bin'],
              [2, offset],
            ],
          ],
        ],
      ],
    ],
  ];
  const operations: Field[] = [
    [3, [[1, 'const'], constant]],
    [3, [[1, 'conv']]],
  ];
  const block: Field = [
    3,
    [
      [1, 'CoreML6'],
      [2, operations],
    ],
  ];
  const model: Field[] = [
    [1, 7],
    [
      2,
      [
        array('x', [1, 3], [2, FLOAT]),
        [
          100,
          [
            [1, 'a pitch'],
            [3, 'somebody'],
          ],
        ],
      ],
    ],
    [
      502,
      [
        [1, 1],
        [
          2,
          [
            [1, 'main'],
            [2, [[2, 'CoreML6'], block]],
          ],
        ],
      ],
    ],
  ];
  writeFileSync(join(data, 'model.mlmodel'), bytesOf(model));
  const weights = Buffer.alloc(64 + 64 + 12);
  weights.writeUInt32LE(1, 0);
  weights.writeUInt32LE(2, 4);
  weights.writeUInt32LE(0xdeadbeef, 64);
  weights.writeUInt32LE(1, 68);
  weights.writeBigUInt64LE(12n, 72);
  weights.writeBigUInt64LE(128n, 80);
  writeFileSync(join(data, 'weights/weight.bin'), weights);
  const item = (file: string) => ({
    author: 'com.apple.CoreML',
    name: file,
    path: `com.apple.CoreML/${file}`,
  });
  writeFileSync(
    join(path, 'Manifest.json'),
    JSON.stringify({
      fileFormatVersion: '1.0.0',
      itemInfoEntries: { A: item('model.mlmodel'), B: item('weights') },
      rootModelIdentifier: 'A',
    }),
  );
  return path;
}
