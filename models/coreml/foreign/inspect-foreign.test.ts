import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inspectForeign, isOwnPackage } from './inspect-foreign.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatsoak-foreign-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** One field of protobuf: a whole number, a text, or a message made of fields. */
type Field = readonly [number: number, value: number | string | readonly Field[]];

function bytesOf(fields: readonly Field[]): Buffer {
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

const FLOAT = 65_568;
/** A feature: name 1, type 3 with an array 5. */
const array = (name: string, ...fields: Field[]): Field => [
  1,
  [
    [1, name],
    [3, [[5, fields]]],
  ],
];

function bare(name: string, model: readonly Field[]): string {
  const path = join(folder, `${name}.mlmodel`);
  writeFileSync(path, bytesOf(model));
  return path;
}

test('flexible shapes are told as they are: from where to where, or one of several', async () => {
  const range = (lower: number, upper: number): Field => [
    1,
    [
      [1, lower],
      [2, upper],
    ],
  ];
  const path = bare('flexible', [
    [1, 5],
    [
      2,
      [
        array('frames', [1, 1], [1, 1024], [2, FLOAT], [31, [range(1, -1), range(1024, 1024)]]),
        array(
          'some',
          [1, 8],
          [2, FLOAT],
          [
            21,
            [
              [1, [[1, 8]]],
              [1, [[1, 16]]],
            ],
          ],
        ),
        [
          1,
          [
            [1, 'photo'],
            [
              3,
              [
                [
                  4,
                  [
                    [1, 224],
                    [2, 200],
                    [3, 20],
                  ],
                ],
              ],
            ],
          ],
        ],
        [
          1,
          [
            [1, 'age'],
            [3, [[1, []]]],
          ],
        ],
        [
          10,
          [
            [1, 'kind'],
            [3, [[3, []]]],
          ],
        ],
      ],
    ],
    [
      403,
      [
        [
          1,
          [
            [1, 'conv_1'],
            [100, []],
          ],
        ],
        [
          1,
          [
            [1, 'conv_2'],
            [100, []],
          ],
        ],
        [
          1,
          [
            [1, 'out'],
            [175, []],
          ],
        ],
        [
          1,
          [
            [1, 'new'],
            [1234, []],
          ],
        ],
      ],
    ],
  ]);
  expect(await inspectForeign(path, false)).toMatchObject({
    modelKind: 'neural network classifier',
    specificationVersion: 5,
    functions: [
      {
        name: 'main',
        operations: 4,
        inputs: [
          'frames fp32[1–∞, 1024]',
          'some fp32[8] or fp32[16]',
          'photo image 224 × 200 RGB',
          'age int64',
        ],
        outputs: ['kind text'],
      },
    ],
    operations: { convolution: 2, softmax: 1, 'layer 1234': 1 },
    parameters: null,
    problems: [],
  });
});

test('every kind of model has its name, and one that is new its number', async () => {
  expect(
    (
      await inspectForeign(
        bare('tree', [
          [1, 1],
          [402, []],
        ]),
        false,
      )
    ).modelKind,
  ).toBe('tree ensemble classifier');
  expect(
    (
      await inspectForeign(
        bare('newer', [
          [1, 12],
          [4321, []],
        ]),
        false,
      )
    ).modelKind,
  ).toBe('model of kind 4321');
});

/** A program with one constant of 2 × 3 in the weight file, as field 3 → 2 of its block says. */
function foreignPackage(name: string, offset: number): string {
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

test("another tool's package is whole when its blobs are where its program says", async () => {
  const path = foreignPackage('whole', 64);
  expect(await isOwnPackage(path, 'Heatsoak')).toBe(false);
  expect(await inspectForeign(path, true)).toMatchObject({
    modelKind: 'ML program',
    summary: 'a pitch',
    operations: { const: 1, conv: 1 },
    parameters: 6,
    weightBytes: { fp16: 12 },
    weightFileBytes: 140,
    problems: [],
  });
});

test('a blob that is not there is a problem of the package', async () => {
  const { problems } = await inspectForeign(foreignPackage('damaged', 4096), true);
  expect(problems).toEqual([{ where: 'weights', what: 'no blob can stand at 4096 of 140 bytes' }]);
});

test('links that lead out of a package are not followed', async () => {
  const path = foreignPackage('linked', 64);
  const weights = join(path, 'Data/com.apple.CoreML/weights/weight.bin');
  rmSync(weights);
  symlinkSync('/etc/passwd', weights);
  await expect(inspectForeign(path, true)).rejects.toMatchObject({
    code: 'PACKAGE_INVALID',
    message: expect.stringContaining('leads out of the package'),
  });
});

test.each([
  ['empty', Buffer.alloc(0)],
  ['no protobuf', Buffer.from('<html>not a model</html>')],
  [
    'cut',
    bytesOf([
      [1, 5],
      [403, [[1, [[1, 'conv']]]]],
    ]).subarray(0, 8),
  ],
])('a file that is %s is refused with a reason', async (name, bytes) => {
  const path = join(folder, `${name}.mlmodel`);
  writeFileSync(path, bytes);
  await expect(inspectForeign(path, false)).rejects.toMatchObject({ code: 'PACKAGE_INVALID' });
});
